import { createSuki, type Suki } from './index.ts'

// <script async src="https://crm.example.com/suki.js" data-key="…"></script>
// Calls made before this script has loaded wait in an array: suki = [['track', 'Product Added', {…}]].

const script = document.currentScript as HTMLScriptElement
const page = window as unknown as { suki?: Suki | [keyof Suki, ...unknown[]][] }
const waiting = Array.isArray(page.suki) ? page.suki : []
const suki = createSuki({ key: script.dataset['key']!, host: script.dataset['host'] ?? new URL(script.src).origin, consent: script.dataset['consent'] === 'required' ? 'required' : 'granted', automatic: script.dataset['automatic'] !== 'off' })
page.suki = Object.assign(suki, { push: (call: [keyof Suki, ...unknown[]]) => (suki[call[0]] as (...args: unknown[]) => unknown)(...call.slice(1)) })
for (const [name, ...args] of waiting) (suki[name] as (...args: unknown[]) => unknown)(...args)
