import { Transformer } from '@napi-rs/image'
import { appError } from '../../../platform/index.ts'
import { isWholeGif, lookAt } from './look.ts'

export const notAnImage = appError('templates.not_an_image', 400, 'This is not an image that mail programs show. Expected PNG, JPEG, GIF or WebP.')
export const imageTooLarge = appError('templates.image_too_large', 400, 'The image is too large: {what}.')

/** A mail is 600 px wide; twice that is sharp on every screen. */
const widest = 1200
const mostPixels = 40_000_000
export const mostBytes = 10 * 1024 * 1024
const mostGif = 2 * 1024 * 1024

export type Prepared = { bytes: Buffer; type: string; ending: string; width: number; height: number }

/**
 * An image as mails need it: upright, at most 1200 px wide, without what the camera wrote into it (place, time).
 * It is decoded and written anew, so nothing but an image comes out; a GIF stays as it is, because it may move.
 * WebP becomes PNG, which Outlook shows as well. Work is done on libuv's threads.
 * @throws notAnImage, imageTooLarge
 */
export async function prepareImage(given: Buffer): Promise<Prepared> {
  const seen = lookAt(given)
  if (!seen || seen.width < 1 || seen.height < 1) throw notAnImage()
  if (given.length > mostBytes) throw imageTooLarge({ what: 'more than 10 MB' })
  // Before it is unpacked: 5 kB of PNG can be a gigabyte of pixels.
  if (seen.width * seen.height > mostPixels) throw imageTooLarge({ what: `${seen.width} × ${seen.height} pixels, more than 40 million` })
  if (seen.type === 'image/gif') return gif(given, seen)
  try {
    const image = new Transformer(given).rotate()
    if (Math.min(seen.width, seen.height) > 0 && seen.width > widest) image.resize(widest)
    const isPhoto = seen.type === 'image/jpeg'
    const bytes = isPhoto ? await image.jpeg(84) : await image.png()
    const { width, height } = lookAt(bytes)!
    return { bytes, type: isPhoto ? 'image/jpeg' : 'image/png', ending: isPhoto ? 'jpg' : 'png', width, height }
  } catch {
    throw notAnImage()
  }
}

function gif(bytes: Buffer, { width, height }: { width: number; height: number }): Prepared {
  if (bytes.length > mostGif) throw imageTooLarge({ what: 'a GIF of more than 2 MB' })
  if (!isWholeGif(bytes)) throw notAnImage()
  return { bytes, type: 'image/gif', ending: 'gif', width, height }
}
