import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Transformer } from '@napi-rs/image'
import { listImages } from '../../../../contracts/template-routes.ts'
import { appOf, signedIn } from '../../../../tests/support/people.ts'
import { world } from '../../../../tests/support/world.ts'
import { prepareImage } from './prepare.ts'

const picture = (width: number, height: number) => Transformer.fromRgbaPixels(Buffer.alloc(width * height * 4, 0x80), width, height)
const dot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==', 'base64')
const refusal = async (bytes: Buffer) => prepareImage(bytes).then(() => 'taken', (error: { code: string }) => error.code)

test('an image comes out as wide as mails need it, without what the camera wrote', async () => {
  const wide = await prepareImage(await picture(2400, 600).jpeg())
  assert.deepEqual([wide.type, wide.width, wide.height], ['image/jpeg', 1200, 300])
  const small = await prepareImage(await picture(40, 20).webp())
  assert.deepEqual([small.type, small.width, small.height], ['image/png', 40, 20])
  const withPlace = Buffer.concat([wide.bytes.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, 14]), Buffer.from('Exif\0\0secret'), wide.bytes.subarray(2)])
  assert.ok(!(await prepareImage(withPlace)).bytes.includes('secret'))
})

test('what is no image, or is one that would fill the memory, is refused', async () => {
  const png = await picture(10, 10).png()
  const bomb = Buffer.from(png)
  bomb.writeUInt32BE(60_000, 16)
  bomb.writeUInt32BE(60_000, 20)
  assert.deepEqual(await Promise.all([Buffer.alloc(0), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), png.subarray(0, 60), Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(40)]), Buffer.concat([dot, Buffer.from('<script>')])].map(refusal)), Array(5).fill('templates.not_an_image'))
  assert.deepEqual(await Promise.all([bomb, Buffer.concat([png, Buffer.alloc(11 * 1024 * 1024)])].map(refusal)), Array(2).fill('templates.image_too_large'))
  assert.equal((await prepareImage(dot)).type, 'image/gif')
})

test('the library keeps an image once, asks what it shows, and serves it to who knows the address', async t => {
  const w = await world(t)
  const { id: store } = await w.ctx.db.insertInto('stores').values({ key: 'a', name: 'A', currency: 'EUR', time_zone: 'UTC' }).returning('id').executeTakeFirstOrThrow()
  const mia = await signedIn(w, 'marketer')
  const png = await picture(20, 10).png()
  const send = (alt: string) => mia.inject({ method: 'POST', url: `/v1/template-images?store=${store}&fileName=a.png&alt=${encodeURIComponent(alt)}`, headers: { 'content-type': 'application/octet-stream' }, payload: png })
  assert.equal((await send(' ')).statusCode, 400)
  const first = (await send('A mug')).json()
  const again = (await send('A blue mug')).json()
  assert.deepEqual([again.id, again.url, again.alt, again.width], [first.id, first.url, 'A blue mug', 20])
  assert.deepEqual((await mia.call(listImages, { query: { store, search: 'blue' } })).items.map(({ alt }) => alt), ['A blue mug'])
  const app = await appOf(w)
  const served = await app.inject(first.url)
  assert.deepEqual([served.statusCode, served.headers['content-type'], served.headers['cache-control']], [200, 'image/png', 'public, max-age=31536000, immutable'])
  assert.equal((await app.inject('/mail-images/AAAAAAAAAAAAAAAAAAAAAA.png')).statusCode, 404)
})
