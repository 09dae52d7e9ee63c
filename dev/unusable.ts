/** Something that the person at the keyboard can mend; said in words, without a stack. */
export class Unusable extends Error {}
