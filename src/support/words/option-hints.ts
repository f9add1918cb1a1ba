import type { Option } from '../option.ts'
import { hintsIn, type Term } from './glossary.ts'

/** @returns the words of the glossary in what the page of an option says about it */
export function hintsOfOption(option: Option): Term[] {
  const { name, summary, how_to_access, first_contact, who_will_know, what_asked, who_to_ask, wait, while_waiting } =
    option
  const { gender_or_community, organization, area } = option
  return hintsIn(
    ...[name, summary, how_to_access, first_contact, who_will_know, what_asked, who_to_ask, wait, while_waiting],
    ...[gender_or_community, organization, area],
  )
}

/** @returns the words of the glossary in a list of options, where each has its name and its summary */
export function hintsOfList(options: Option[]): Term[] {
  return hintsIn(...options.flatMap(({ name, summary }) => [name, summary]))
}
