import t from 'tap'
import { readConfig, refuseUnsafeServing, SettingsProblem } from '../src/config.ts'
import { publicAddress } from '../src/web/public-address.ts'

const database = 'postgres://heard@127.0.0.1/heard'

t.test('without any setting it is a demonstration on this machine alone', (t) => {
  const config = readConfig({})
  t.match(config, { host: '127.0.0.1', port: 3000, databaseUrl: undefined, production: false, log: 'info' })
  t.same(config.sites, { public: true, team: true })
  t.equal(config.trustProxy, undefined)
  t.same(readConfig({ HOST: '', PORT: '', DATABASE_URL: '' }), config, 'an empty setting is none')
  t.end()
})

t.test('each setting is read', (t) => {
  const config = readConfig({
    ...{ HOST: '::1', PORT: '0', DATABASE_URL: database, NODE_ENV: 'production', SITES: 'public', KEYS: '/keys' },
    ...{ TRUST_PROXY: '10.0.0.1, 10.1.0.0/16', LEAVE_TO: 'https://example.org/', LOG: 'silent', PSEUDO_LANGUAGE: 'on' },
    ...{ FREE_SENDINGS: '0', DRAFT_LANGUAGES: 'on', FEEDBACK_PHONE: '01709 123456', FEEDBACK_PHONE_HOURS: '9 to 5' },
  })
  t.match(config, { host: '::1', port: 0, databaseUrl: database, production: true, keysFolder: '/keys', log: 'silent' })
  t.same(config.sites, { public: true, team: false })
  t.same(readConfig({ SITES: 'team' }).sites, { public: false, team: true })
  t.same(config.trustProxy, ['10.0.0.1', '10.1.0.0/16'])
  t.ok(config.pseudoLanguage)
  t.equal(config.freeSendings, 0)
  t.match(config, { draftLanguages: true, feedbackPhone: '01709 123456', feedbackPhoneHours: '9 to 5' })
  t.notOk(readConfig({}).draftLanguages, 'words that nobody has checked are not served unless somebody says so')
  t.throws(() => readConfig({ FEEDBACK_PHONE: 'ring us' }), SettingsProblem)
  t.end()
})

t.test('the public address is an address alone, and https where it is real', (t) => {
  t.equal(readConfig({}).publicAddress, undefined)
  t.equal(readConfig({ PUBLIC_ADDRESS: 'https://heard.example/' }).publicAddress, 'https://heard.example')
  t.equal(readConfig({ PUBLIC_ADDRESS: 'http://127.0.0.1:4000' }).publicAddress, 'http://127.0.0.1:4000')
  const http = { PUBLIC_ADDRESS: 'http://heard.example', NODE_ENV: 'production' }
  t.throws(() => readConfig(http), { name: 'SettingsProblem', message: /PUBLIC_ADDRESS/ })
  for (const value of [
    'heard.example',
    'https://heard.example/say',
    'ftp://heard.example',
    'https://a:b@heard.example',
  ]) {
    t.throws(() => readConfig({ PUBLIC_ADDRESS: value }), SettingsProblem, value)
  }
  t.equal(publicAddress(readConfig({ NODE_ENV: 'production' }), null), undefined, 'a real service has to say it itself')
  const listening = { address: '127.0.0.1', family: 'IPv4', port: 4321 }
  t.equal(publicAddress(readConfig({ PORT: '0' }), listening), 'http://127.0.0.1:4321')
  t.equal(publicAddress(readConfig({ HOST: '::1' }), null), 'http://[::1]:3000')
  t.notOk(readConfig({}).sealedLink, 'no link is sealed unless somebody says so')
  t.ok(readConfig({ SEALED_LINK: 'on' }).sealedLink)
  t.end()
})

t.test('a setting that cannot be used is named in one sentence', (t) => {
  const cases = {
    PORT: 'many',
    DATABASE_URL: 'mysql://a',
    NODE_ENV: 'prod',
    SITES: 'all',
    TRUST_PROXY: 'true',
    LEAVE_TO: 'http://example.org',
    LOG: 'debug',
    FREE_SENDINGS: 'none',
  }
  for (const [name, value] of Object.entries(cases)) {
    t.throws(
      () => readConfig({ [name]: value }),
      { name: 'SettingsProblem', message: new RegExp(`^The setting ${name}\\b[^\\n]*\\.$`) },
      name,
    )
  }
  for (const value of ['1', '*', 'loopback', '10.0.0.1,', 'example.org']) {
    t.throws(() => readConfig({ TRUST_PROXY: value }), SettingsProblem, `TRUST_PROXY=${value}`)
  }
  for (const value of ['javascript:alert(1)', 'not an address', '//example.org']) {
    t.throws(() => readConfig({ LEAVE_TO: value }), SettingsProblem, `LEAVE_TO=${value}`)
  }
  t.throws(() => readConfig({ PORT: '65536' }), SettingsProblem)
  t.end()
})

t.test('what sends messages is set whole or not at all, and a public process keeps no secret of it', (t) => {
  const uuid = 'f33517ff-2a88-4f6e-b855-c550268ce08a'
  const key = `heard-${uuid}-${uuid}`
  const notify = { NOTICES: 'notify', NOTICES_FROM: 'Updates', NOTIFY_KEY: key, NOTIFY_SMS_TEMPLATE: uuid }
  const smtp = { NOTICES: 'smtp', NOTICES_FROM: 'Updates <updates@example.org>', SMTP_URL: 'smtp://a:b@mail.example' }
  t.match(readConfig({}).notices, { by: undefined, everyDays: 7, notifyKey: undefined, templates: {} })
  t.match(readConfig(notify).notices, { by: 'notify', notifyKey: key, templates: { text: uuid } })
  t.match(readConfig(smtp).notices, { by: 'smtp', smtpUrl: 'smtp://a:b@mail.example' })
  const open = readConfig({ ...notify, SITES: 'public' }).notices
  t.match(open, { by: 'notify', notifyKey: undefined, templates: { text: uuid } })
  t.equal(readConfig({ ...smtp, SITES: 'public' }).notices.smtpUrl, undefined)
  t.doesNotThrow(() => readConfig({ ...notify, NOTIFY_KEY: '', SITES: 'public' }), 'nor does it need one')
  const wrong: Record<string, string>[] = [
    { ...notify, NOTIFY_KEY: '' },
    { ...notify, NOTIFY_KEY: 'hush-key' },
    { ...notify, NOTIFY_SMS_TEMPLATE: '' },
    { ...notify, NOTICES_FROM: '' },
    { ...notify, NOTIFY_URL: 'http://example.org' },
    { ...smtp, SMTP_URL: '' },
    { ...smtp, SMTP_URL: 'https://a:hush@mail.example' },
    { ...smtp, NOTICES_FROM: 'Updates' },
    { NOTICES: 'pigeon' },
    { NOTICES_EVERY_DAYS: '0' },
  ]
  for (const env of wrong) {
    t.throws(() => readConfig(env), { name: 'SettingsProblem', message: /^(?!.*hush).*\.$/ }, JSON.stringify(env))
  }
  t.end()
})

t.test('real people are never served with the embedded database or the demonstration’s keys', (t) => {
  const exposed = [
    { NODE_ENV: 'production' },
    { HOST: '0.0.0.0' },
    { HOST: '::' },
    { HOST: '192.168.1.5' },
    { HOST: 'heard.example.org' },
    { HOST: '127.evil.example' },
    { HOST: 'localhost.evil.example' },
  ]
  for (const env of exposed) {
    const name = JSON.stringify(env)
    t.throws(() => refuseUnsafeServing(readConfig(env), false), { message: /needs PostgreSQL/ }, `${name}, embedded`)
    t.throws(
      () => refuseUnsafeServing(readConfig({ ...env, DATABASE_URL: database }), true),
      { message: /demonstration's keys/ },
      `${name}, demonstration keys`,
    )
    t.doesNotThrow(() => refuseUnsafeServing(readConfig({ ...env, DATABASE_URL: database }), false), `${name}, real`)
  }
  t.end()
})

t.test('on this machine alone, the demonstration may be served', (t) => {
  for (const HOST of ['127.0.0.1', '127.0.0.2', '::1', 'localhost']) {
    t.doesNotThrow(() => refuseUnsafeServing(readConfig({ HOST }), true), HOST)
  }
  t.end()
})
