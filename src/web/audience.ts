import type { FastifyInstance } from 'fastify'

/**
 * Who a route is for. `everyone` is the public site; `key holder` has opened their feedback with a return key;
 * `signing in` and `member` are the team site before and after; anything else is a permission from the access table.
 */
export type Audience = 'everyone' | 'key holder' | 'signing in' | 'member' | `may ${string}`

declare module 'fastify' {
  interface FastifyContextConfig {
    audience?: Audience
  }
}

export type ListedRoute = { method: string; url: string; audience: Audience }

/**
 * Keeps the list of routes, and refuses one that does not say who it is for.
 * @returns the list, filled while routes are added
 */
export function listRoutes(app: FastifyInstance): ListedRoute[] {
  const routes: ListedRoute[] = []
  app.addHook('onRoute', ({ method, url, config }) => {
    // Fastify answers HEAD wherever there is a GET, through the same hooks.
    if (method === 'HEAD') return
    const audience = config?.audience
    if (!audience) throw new Error(`The route ${String(method)} ${url} does not say who it is for.`)
    for (const one of [method].flat()) routes.push({ method: one, url, audience })
  })
  return routes
}
