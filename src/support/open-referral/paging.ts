import type { Asked } from './asking.ts'
import { type Feed, type FeedService, plainWords } from './feed.ts'
import type { Part } from './filled.ts'
import { isSettled } from './leaving.ts'

/**
 * One page of a list, in the standard's envelope. A list without anything has one page, which is empty; so is a page after
 * the last.
 * @param write makes of an item what the answer holds
 */
export function pageOf<T>(
  items: T[],
  { page, perPage }: Pick<Asked, 'page' | 'perPage'>,
  write: (item: T) => object,
): Part {
  const total = Math.max(1, Math.ceil(items.length / perPage))
  const contents = items.slice((page - 1) * perPage, page * perPage).map(write)
  return {
    ...{ total_items: items.length, total_pages: total, page_number: page, size: contents.length },
    ...{ first_page: page === 1, last_page: page === total, empty: contents.length === 0, contents },
  }
}

/**
 * Services that meet all that is asked. Ages and times are compared as the standard says: a service whose own minimum age
 * is at least the one asked for. What is not known of a service never meets what is asked.
 */
export function matching({ services }: Feed, asked: Asked): FeedService[] {
  const { search, termId, taxonomyId, minimumAge, maximumAge } = asked
  const words = search ? plainWords(search).split(/\s+/).filter(Boolean) : []
  return services.filter((service) => {
    if (termId && !service.termIds().has(termId)) return false
    if (taxonomyId && !service.termIds().has(taxonomyId)) return false
    if (minimumAge !== undefined && !(ageOf(service, 'age_min') >= minimumAge)) return false
    if (maximumAge !== undefined && !(ageOf(service, 'age_max') <= maximumAge)) return false
    if (!isOpenThen(service, asked)) return false
    return words.every((word) => service.words().includes(word))
  })
}

/** @returns NaN when it is not known or disputed: no comparison with it holds */
function ageOf({ option }: FeedService, field: 'age_min' | 'age_max'): number {
  return isSettled(option, field) ? (option[field] ?? Number.NaN) : Number.NaN
}

function isOpenThen(service: FeedService, { startTime, endTime, day }: Asked): boolean {
  if (!startTime && !endTime && !day) return true
  return service
    .openings()
    .some(
      ({ days, opens, closes }) =>
        (!day || days.includes(day)) && (!startTime || opens >= startTime) && (!endTime || closes <= endTime),
    )
}
