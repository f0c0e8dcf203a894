import { useSyncExternalStore } from 'react'
import { getImport, importChunkBytes, listImports, previewImport, uploadImportChunk } from '../../contracts/imports.ts'
import { addressOf, ApiProblem, queries } from '../api.ts'

export type Upload = { sent: number; size: number; problem: ApiProblem | null }

// Uploads belong to the console, not to a page: they go on while a person looks at something else.
const uploads = new Map<string, Upload>()
const watchers = new Set<() => void>()

const set = (importId: string, upload: Upload | undefined) => {
  if (upload) uploads.set(importId, upload)
  else uploads.delete(importId)
  watchers.forEach(watch => watch())
}

export const useUpload = (importId: string): Upload | undefined =>
  useSyncExternalStore(heard => {
    watchers.add(heard)
    return () => watchers.delete(heard)
  }, () => uploads.get(importId))

/** Sends a file chunk by chunk, from the first one that is missing. A chunk that fails is tried again for half a minute. */
export async function upload(importId: string, file: File, from: number): Promise<void> {
  if (uploads.get(importId)?.problem === null) return
  try {
    for (let n = from; n * importChunkBytes < file.size; n++) {
      set(importId, { sent: n * importChunkBytes, size: file.size, problem: null })
      await sendPatiently(importId, n, file.slice(n * importChunkBytes, (n + 1) * importChunkBytes))
      if (n === from) refresh()
    }
    set(importId, undefined)
  } catch (problem) {
    set(importId, { ...uploads.get(importId)!, problem: problem as ApiProblem })
  }
  refresh()
}

const refresh = () => [getImport, listImports, previewImport].forEach(spec => void queries.invalidateQueries({ queryKey: [spec.path] }))

async function sendPatiently(importId: string, n: number, bytes: Blob): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(addressOf(uploadImportChunk, { params: { importId, n } }), { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, credentials: 'same-origin', body: bytes }).catch(() => undefined)
    if (response?.ok) return
    const refused = response !== undefined && response.status < 500 && response.status !== 429
    if (refused || attempt >= 5) throw new ApiProblem(response ? { status: response.status, ...((await response.json().catch(() => ({}))) as object) } : {})
    await new Promise(resolve => setTimeout(resolve, 1000 * 2 ** attempt))
  }
}
