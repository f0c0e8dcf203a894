import type { Input, RouteSpec } from '../../contracts/route.ts'
import { request, type ApiProblem } from '../api.ts'
import { formatIn } from './format.ts'
import { say } from './text.ts'
import { texts } from '../../languages/index.ts'
import type { Language } from '../../contracts/shapes.ts'
import { notifications } from '@mantine/notifications'
import { closeNamed, toast } from './toast.tsx'

/** Fetches a stream, shows how much has come, and saves it. The console stays usable meanwhile. */
export async function downloadStream<S extends RouteSpec>(spec: S, input: Input<S>, filename: string): Promise<void> {
  const id = notifications.show({ loading: true, autoClose: false, withBorder: true, closeButtonProps: closeNamed(), message: say('ui.download.started', { filename }) })
  try {
    const response = await request(spec, input)
    const parts: BlobPart[] = []
    let bytes = 0
    let shown = 0
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>) {
      parts.push(part)
      bytes += part.length
      if (Date.now() - shown < 250) continue
      shown = Date.now()
      notifications.update({ id, loading: true, autoClose: false, withBorder: true, closeButtonProps: closeNamed(), message: say('ui.download.progress', { filename, size: sizeIn(bytes) }) })
    }
    saveAs(new Blob(parts, { type: response.headers.get('content-type') ?? 'application/octet-stream' }), filename)
    notifications.update({ id, loading: false, autoClose: 5000, withBorder: true, color: 'brand', closeButtonProps: closeNamed(), message: say('ui.download.done', { filename, size: sizeIn(bytes) }) })
  } catch (error) {
    notifications.hide(id)
    toast.problem(error as ApiProblem)
  }
}

const sizeIn = (bytes: number) => formatIn(texts.language as Language).bytes(bytes)

export function saveAs(blob: Blob, filename: string): void {
  const address = URL.createObjectURL(blob)
  Object.assign(document.createElement('a'), { href: address, download: filename }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
