/** A problem that the user can fix: the terminal shows its message, without a stack. */
export class UserError extends Error {}
