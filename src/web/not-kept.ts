/**
 * The status of a page that must not lie behind Back, 200 in all but name ("non-authoritative information"): every page
 * with boxes that somebody types into or ticks.
 *
 * Chromium keeps pages alive behind Back although they say `no-store`, unless a cookie changes meanwhile, and we set none:
 * boxes come back with what was typed. Scripts empty them; without scripts only this helps, because it keeps only pages
 * that were answered with exactly 200. Firefox and Safari keep no page that says `no-store`. Tried with Chromium 156 in
 * tests/feedback/handover-back.test.ts and tests/scenarios/shared-phone.test.ts.
 */
export const NOT_KEPT = 203
