import t from 'tap'
import { SettingsProblem } from '../../src/config.ts'
import { checkProxyTrust } from '../../src/web/proxy.ts'

t.test('a proxy named by address or network is believed', async (t) => {
  for (const trusted of [
    undefined,
    ['127.0.0.1'],
    ['10.0.0.0/8'],
    ['::1'],
    ['10.1.2.3', '10.1.2.4'],
    ['fd00::/8'],
    ['198.51.100.99'],
  ]) {
    await t.resolves(checkProxyTrust(trusted), JSON.stringify(trusted))
  }
})

t.test('a setting that trusts everybody, or nobody there can be, is refused', async (t) => {
  for (const trusted of [['0.0.0.0/0'], ['::/0', '0.0.0.0/0'], ['198.51.100.0/1'], ['10.0.0.0/99']]) {
    await t.rejects(checkProxyTrust(trusted), SettingsProblem, JSON.stringify(trusted))
  }
})

t.test('the problem is said in one sentence', async (t) => {
  const problem = await checkProxyTrust(['0.0.0.0/0']).catch((error: Error) => error.message)
  t.match(problem, /^TRUST_PROXY [^\n]*\.$/)
})
