import { nameBasedId } from '../attribute-id.ts'
import type { Option } from '../option.ts'
import { isSettled } from './leaving.ts'

export type Organization = { id: string; name: string; description: string }

/** So many services are named in the description of who runs them. */
const NAMED = 10

/**
 * Who runs an option. The standard wants somebody: where nobody knows, or sources disagree, the service stands in under its
 * own name, and the description says so. A disputed organisation does not leave even by its id.
 * @param runs names of services by the id of who runs them
 */
export function organizationOf(option: Option, runs: Map<string, string[]>): Organization {
  const { organization_id, organization, name } = option
  if (!isSettled(option, 'organization')) {
    const description = 'Sources disagree on who runs this service, so it stands here under its own name.'
    return { id: nameBasedId(`${option.id}/organization`), name, description }
  }
  if (!organization) {
    const description = 'Heard does not know who runs this service, so it stands here under its own name.'
    return { id: organization_id, name, description }
  }
  const services = runs.get(organization_id) ?? [name]
  const more = services.length - NAMED
  const named = services.slice(0, NAMED).join('; ') + (more > 0 ? `; and ${more} more` : '')
  return { id: organization_id, name: organization, description: `What Heard knows of it is what it runs: ${named}.` }
}

/** @returns names of services by the id of who runs them, where that is known and undisputed */
export function whoRunsWhat(options: Option[]): Map<string, string[]> {
  const known = options.filter((option) => option.organization && isSettled(option, 'organization'))
  const grouped = Map.groupBy(known, ({ organization_id }) => organization_id)
  return new Map([...grouped].map(([id, some]) => [id, some.map(({ name }) => name)]))
}

/** An organisation as the standard writes it. */
export function organizationPart({ id, name, description }: Organization): object {
  return { id, name, description }
}
