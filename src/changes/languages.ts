/**
 * Languages that people here live in, as BCP 47 tags. A starting list, for the partnership to settle with its communities:
 * it was chosen by this project and comes from no count.
 */
export const spokenHere = ['ur', 'sk', 'rom', 'ro', 'pl', 'ar'] as const

const english = new Intl.DisplayNames('en-GB', { type: 'language' })
const byName = new Map<string, string>(
  spokenHere.flatMap((tag) => [tag, english.of(tag) ?? tag].map((name) => [name.toLowerCase(), tag])),
)
byName.set('romani', 'rom')

/**
 * The tag of a language that a reader noted by name, or that a page was in.
 * @returns undefined for English and for what is not on our list
 */
export function languageTag(noted: string | null): string | undefined {
  return byName.get((noted ?? '').trim().toLowerCase())
}
