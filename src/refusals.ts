// Absence and refusal are thrown; each becomes one calm page. Nothing here carries a person's words.

/** It is not there, or not there for this person: the two read the same. */
export class NotFound extends Error {
  override name = 'NotFound'
}

/** This person may not do this. */
export class NotAllowed extends Error {
  override name = 'NotAllowed'
}

/** A form that this visitor's page did not make, or made in an earlier visit. */
export class NotOurForm extends NotAllowed {}

/** It could be done before, and no longer. */
export class TooLate extends Error {
  override name = 'TooLate'
}

/** Too many at once; waiting a little helps. */
export class TooMany extends Error {
  override name = 'TooMany'
}

/** Bytes that are not text. */
export class NotText extends Error {
  override name = 'NotText'
}

/** Whether something was refused on purpose, rather than gone wrong: by us, or by the server before a form was read. */
export function isRefusal(error: unknown): boolean {
  const { statusCode = 500 } = error as { statusCode?: number }
  const ours = [NotFound, NotAllowed, TooLate, TooMany, NotText].some((kind) => error instanceof kind)
  return ours || statusCode < 500
}
