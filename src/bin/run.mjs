// `node src/bin/run.mjs src/bin/<file>.ts …`: a file of ours under the Node that Heard is written for.
// With `--all` first, what only tests and checks use is installed too.
import { install } from './runway/install.mjs'
import { runUnderNode } from './runway/node.mjs'
import { sayTrouble } from './runway/trouble.mjs'

await sayTrouble(async () => {
  const [first, ...rest] = process.argv.slice(2)
  await install({ dev: first === '--all' })
  process.exit(await runUnderNode(first === '--all' ? rest : [first, ...rest]))
})
