import source from './data/question-sets.json' with { type: 'json' }

/** The services that feedback can be about, as a member chooses among them. Nobody but the person may rather not say. */
export const serviceNames: { key: string; name: string }[] = source.scales.services
  .filter(({ key }) => key !== 'rather-not-say')
  .map(({ key, label }) => ({ key, name: label.en }))

/** Whether a form names one of them. */
export function isService(key: string): boolean {
  return serviceNames.some((service) => service.key === key)
}
