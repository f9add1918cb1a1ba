import { generate } from 'otplib'
import t from 'tap'
import { access, roles } from '../../src/team/access.ts'
import {
  demonstrationEmail,
  demonstrationMembers,
  demonstrationPassword,
  demonstrationSecret,
  joinDemonstrationMembers,
} from '../../src/team/demonstration-members.ts'
import { roleWords } from '../../src/team/role-words.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTeamRoom } from '../fixtures/team-room.ts'

const demonstration = await openTeamRoom({ demonstration: true })
const ids = await joinDemonstrationMembers(demonstration.db, demonstration.site.keys, demonstration.site.now())
t.teardown(demonstration.close)

t.test('there is somebody for every role, two who read, and two who keep the directory', (t) => {
  const all = demonstrationMembers.flatMap((member) => member.roles)
  t.same(new Set(all), new Set(roles))
  t.equal(all.filter((role) => role === 'reader').length, 2)
  t.equal(all.filter((role) => role === 'directory editor').length, 2)
  for (const role of roles) t.ok(roleWords[role] && access[role].length > 0, role)
  t.end()
})

t.test('one click makes somebody a demonstration member', async (t) => {
  const { server } = demonstration
  const page = await server.inject('/team/sign-in')
  for (const { name, line } of demonstrationMembers) {
    t.match(page.body, `${name}, `)
    t.match(page.body, line.slice(0, 20))
  }
  const fields = { form_token: formTokenFrom(page.body), member: ids.get('otto') ?? '' }
  const reply = await postForm(server, '/team/sign-in/demonstration', fields)
  t.equal(reply.headers.location, '/team')
  const cookie = `team=${encodeURIComponent(reply.cookies[0]?.value ?? '')}`
  const log = await server.inject({ url: '/team/log', headers: { cookie } })
  t.equal(log.statusCode, 200)
  t.match(log.body, 'Signed in')
  t.match(log.body, /You are <a[^>]*>Otto</)
  for (const member of ['nobody', '', "'"]) {
    t.equal((await postForm(server, '/team/sign-in/demonstration', { ...fields, member })).statusCode, 404)
  }
  t.equal((await postForm(server, '/team/sign-in/demonstration', { member: fields.member })).statusCode, 403)
})

t.test('the real form can be tried with what the README says', async (t) => {
  const { server, site } = demonstration
  const code = await generate({ secret: demonstrationSecret, epoch: site.now().getTime() / 1000 })
  const form_token = formTokenFrom((await server.inject('/team/sign-in')).body)
  const proof = { email: demonstrationEmail('bea'), password: demonstrationPassword, code }
  t.equal((await postForm(server, '/team/sign-in', { form_token, ...proof })).statusCode, 303)
})

t.test('in production there is no one click, whatever the database says', async (t) => {
  const real = await openTeamRoom({ demonstration: true, production: true })
  t.teardown(real.close)
  const members = await joinDemonstrationMembers(real.db, real.site.keys, real.site.now())
  const https = { 'x-forwarded-proto': 'https' }
  const page = await real.server.inject({ url: '/team/sign-in', headers: https })
  t.notMatch(page.body, 'one click')
  t.notMatch(page.body, demonstrationPassword)
  const form_token = formTokenFrom(page.body)
  const fields = { form_token, member: members.get('ada') ?? '' }
  t.equal((await postForm(real.server, '/team/sign-in/demonstration', fields, https)).statusCode, 404)
  const code = await generate({ secret: demonstrationSecret, epoch: real.site.now().getTime() / 1000 })
  const proof = { form_token, email: demonstrationEmail('ada'), password: demonstrationPassword, code }
  const reply = await postForm(real.server, '/team/sign-in', proof, https)
  t.match(reply.headers['set-cookie'], /^__Host-team=[^;]+;.*Path=\/;.*HttpOnly; Secure; SameSite=Strict/)
})
