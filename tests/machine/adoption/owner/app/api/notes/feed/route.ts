// public: a feed that never ends
export function GET() {
  return new Response(
    new ReadableStream({
      start: (feed) => {
        feed.enqueue(new TextEncoder().encode('data: hello\n\n'));
      },
    }),
    {
      headers: { 'Content-Type': 'text/event-stream' },
    },
  );
}
