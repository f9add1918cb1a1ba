// `npm start`. Plain JavaScript for any Node from 20 on: it brings the Node that the rest is written for.
import { install } from './runway/install.mjs'
import { runUnderNode, serverFlags } from './runway/node.mjs'
import { sayTrouble } from './runway/trouble.mjs'

await sayTrouble(async () => {
  await install({ dev: false })
  process.exit(await runUnderNode([...serverFlags, 'src/server.ts']))
})
