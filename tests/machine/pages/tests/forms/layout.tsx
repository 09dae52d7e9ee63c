import type { ReactNode } from 'react';

/** Below it: forms of pages and files that only a build shows. */
export default function FormsLayout({
  children,
  modal,
}: {
  children: ReactNode;
  modal: ReactNode;
}) {
  return (
    <>
      {children}
      {modal}
    </>
  );
}
