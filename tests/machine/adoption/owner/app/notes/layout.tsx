import type { ReactNode } from 'react';

export default function NotesLayout({ children, team }: { children: ReactNode; team: ReactNode }) {
  return (
    <>
      {children}
      {team}
    </>
  );
}
