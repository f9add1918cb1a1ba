import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. Written for Node 20, where `import.meta.dirname` is not certain. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What the commands here install or note for themselves. Not in git, and not touched by npm. */
export const tools = join(root, '.tools')
