import { filled, type Part } from './filled.ts'

/** Where the feed lies on the public site. */
export const ROOT = '/o/v3'

/** Pages of the standard, for where we cannot name our own. */
const PROFILE = 'https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md'
const PROFILE_OPENAPI = 'https://raw.githubusercontent.com/OpenReferralUK/uk-profile/main/schema/openapi.json'

/** What can be said about the rights in the data; the standard has no field for it. */
export const licence =
  'The list that comes with Heard is part of its source code, under the MIT licence. What was changed since belongs to ' +
  'whoever runs this site; ask them before you build on it.'

/** What the feed leaves out, in a sentence for whoever reads it. */
export const leftOut =
  'Services that are closed, unverified or doubtful, contacts that nobody has confirmed well enough, and facts that sources ' +
  'disagree on. What is not here may still exist.'

/**
 * What the feed says about itself.
 * @param base where people reach the site; when that is not known, the standard's own description is named
 */
export function describeFeed(base: string | undefined): Part {
  return filled({
    version: 'HSDS-UK-3.0',
    profile: PROFILE,
    openapi_url: base ? `${base}${ROOT}/openapi.json` : PROFILE_OPENAPI,
    heard: { licence, left_out: leftOut },
  })
}
