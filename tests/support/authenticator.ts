import { createOTP } from '@better-auth/utils/otp'
import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto'

type Json = Record<string, unknown>

/** A device with one passkey, as WebAuthn level 3 wants it: real keys and signatures, no browser. `verifies` is whether it checks who holds it. */
export function authenticator({ origin = 'http://localhost', verifies = true } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  const rpHash = hash('sha256', new URL(origin).hostname, 'buffer')
  const state = verifies ? 0x05 : 0x01
  const clientData = (type: string, challenge: unknown) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const credential = (response: Json): Json => ({ id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key', clientExtensionResults: {}, response })
  return {
    create: ({ challenge }: Json) => {
      const key = publicKey.export({ format: 'jwk' }) as { x: string; y: string }
      // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
      const cose = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), Buffer.from(key.x, 'base64url'), Buffer.from('225820', 'hex'), Buffer.from(key.y, 'base64url')])
      const data = Buffer.concat([rpHash, Buffer.from([state | 0x40]), Buffer.alloc(4), Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      // CBOR: {fmt: "none", attStmt: {}, authData}
      const attestation = Buffer.concat([Buffer.from([0xa3, 0x63]), Buffer.from('fmt'), Buffer.from([0x64]), Buffer.from('none'), Buffer.from([0x67]), Buffer.from('attStmt'), Buffer.from([0xa0, 0x68]), Buffer.from('authData'), Buffer.from([0x58, data.length]), data])
      return credential({ clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'), attestationObject: attestation.toString('base64url'), transports: ['internal'] })
    },
    get: ({ challenge }: Json) => {
      const data = Buffer.concat([rpHash, Buffer.from([state]), Buffer.alloc(4)])
      const client = clientData('webauthn.get', challenge)
      const signature = sign('sha256', Buffer.concat([data, hash('sha256', client, 'buffer')]), privateKey)
      return credential({ clientDataJSON: client.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url') })
    },
  }
}

/** The code that an authenticator app shows for an address of `otpauth:` or its key. */
export function codeOf(uriOrKey: string): Promise<string> {
  const key = uriOrKey.startsWith('otpauth:') ? (new URL(uriOrKey).searchParams.get('secret') ?? '') : uriOrKey
  const bits = [...key.replace(/=+$/, '')].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return createOTP(String.fromCharCode(...(bits.match(/.{8}/g) ?? []).map(byte => parseInt(byte, 2)))).totp()
}
