/** Another process holds the embedded database. */
export class AlreadyOpen extends Error {
  override name = 'AlreadyOpen'
}
