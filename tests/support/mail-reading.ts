import type { Page } from 'playwright-core'

// What a reader's eye and thumb meet in a mail that Chromium has drawn. Each function runs in the page.

/**
 * Recolours the page as mail programs do that know nothing of `prefers-color-scheme`: `partial` darkens light grounds and lightens
 * dark text, as Gmail on Android and Outlook.com do; `full` turns every colour's lightness round, as Gmail on iOS and Outlook for Windows do.
 * Pictures stay as they are.
 */
export const forceDark = (page: Page, how: 'partial' | 'full'): Promise<void> => page.evaluate(wanted => {
  const partsOf = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const turned = (colour: string, isGround: boolean): string | undefined => {
    const [r = 0, g = 0, b = 0, alpha = 1] = partsOf(colour)
    if (!alpha) return undefined
    const [most, least] = [Math.max(r, g, b) / 255, Math.min(r, g, b) / 255]
    const lightness = (most + least) / 2
    if (wanted === 'partial' && (isGround ? lightness < 0.5 : lightness > 0.5)) return undefined
    const spread = most - least
    const saturation = spread ? spread / (1 - Math.abs(2 * lightness - 1)) : 0
    const top = most * 255
    const hue = !spread ? 0 : top === r ? (((g - b) / 255 / spread) % 6 + 6) % 6 : top === g ? (b - r) / 255 / spread + 2 : (r - g) / 255 / spread + 4
    // No program paints pure black: the darkest ground is about #121212.
    return `hsl(${hue * 60}deg ${saturation * 100}% ${Math.max(isGround ? 7 : 0, (1 - lightness) * 100)}% / ${alpha})`
  }
  const all = [document.documentElement, ...document.querySelectorAll<HTMLElement>('body, body *')]
  const seen = all.map(element => ({ element, ground: getComputedStyle(element).backgroundColor, ink: getComputedStyle(element).color, line: getComputedStyle(element).borderTopColor }))
  for (const { element, ground, ink, line } of seen) {
    const [newGround, newInk, newLine] = [turned(ground, true), turned(ink, false), turned(line, true)]
    if (newGround) element.style.setProperty('background-color', newGround, 'important')
    if (newInk) element.style.setProperty('color', newInk, 'important')
    if (newLine) element.style.setProperty('border-color', newLine, 'important')
  }
}, how)

/** What is wrong with the mail as it is drawn, a line each: sideways scroll, contrast below 4.5, images without words, texts over each other, buttons that a thumb misses. */
export const faultsOf = (page: Page): Promise<string[]> => page.evaluate(() => {
  type Rgba = [number, number, number, number]
  const rgba = (colour: string): Rgba => {
    const [r = 0, g = 0, b = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number)
    return [r, g, b, alpha]
  }
  const over = ([r, g, b, alpha]: Rgba, [R, G, B]: Rgba): Rgba => [r * alpha + R * (1 - alpha), g * alpha + G * (1 - alpha), b * alpha + B * (1 - alpha), 1]
  const light = ([r, g, b]: Rgba) => [r, g, b].map(part => part / 255).map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at]!, 0)
  function groundOf(element: Element): Rgba {
    const layers: Rgba[] = []
    for (let at: Element | null = element; at; at = at.parentElement) {
      const ground = rgba(getComputedStyle(at).backgroundColor)
      if (ground[3]) layers.push(ground)
      if (ground[3] === 1) break
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1] as Rgba)
  }
  const said = (text: string) => `“${text.replace(/\s+/g, ' ').trim().slice(0, 40)}”`
  const faults: string[] = []
  const wide = document.documentElement.scrollWidth - window.innerWidth
  if (wide > 0) faults.push(`scrolls sideways by ${wide} px`)

  const texts: { element: Element; text: string; rects: DOMRect[] }[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement!
    const style = getComputedStyle(element)
    if (!/\S/.test(node.nodeValue!.replace(/[\u034f\u200b\u200c\u00a0]/g, '')) || !element.checkVisibility() || style.visibility !== 'visible' || /^(STYLE|SCRIPT|TITLE)$/.test(element.tagName)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    texts.push({ element, text: node.nodeValue!, rects: [...range.getClientRects()].filter(rect => rect.width > 1 && rect.height > 1) })
  }
  for (const { element, text, rects } of texts) {
    const ground = groundOf(element)
    const ink = over(rgba(getComputedStyle(element).color), ground)
    const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a) as [number, number]
    const ratio = (high + 0.05) / (low + 0.05)
    if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(2)}: ${said(text)}`)
    for (const { left, right } of rects) if (left < -1 || right > window.innerWidth + 1) faults.push(`beyond the edge: ${said(text)}`)
    if (Number.parseFloat(getComputedStyle(element).fontSize) < 13) faults.push(`small print: ${said(text)}`)
  }
  // The upper and lower fifth of a line belong to accents; only what covers letters counts.
  const core = (rect: DOMRect) => ({ left: rect.left + 1, right: rect.right - 1, top: rect.top + rect.height * 0.25, bottom: rect.bottom - rect.height * 0.25 })
  const placed = [...texts.flatMap(({ text, rects }, of) => rects.map(rect => ({ of, text, ...core(rect) }))), ...[...document.images].filter(image => image.width > 8 && image.checkVisibility()).map((image, at) => ({ of: -1 - at, text: image.alt, ...core(image.getBoundingClientRect()) }))]
  for (const [at, one] of placed.entries()) {
    for (const other of placed.slice(at + 1)) {
      if (one.of !== other.of && one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom) faults.push(`overlap: ${said(one.text)} and ${said(other.text)}`)
    }
  }
  for (const image of document.images) {
    if (!image.hasAttribute('alt') || (image.width > 2 && !image.alt.trim())) faults.push(`no words for ${image.src.slice(0, 80)}`)
    if (image.checkVisibility() && image.width > 2 && !image.naturalWidth) faults.push(`not there: ${image.src.slice(0, 120)}`)
  }
  for (const button of document.querySelectorAll('.btn a, .out a, a[data-button]')) {
    const { width, height } = button.getBoundingClientRect()
    if (height < 44 || width < 44) faults.push(`button of ${Math.round(width)} × ${Math.round(height)} px: ${said(button.textContent)}`)
  }
  return [...new Set(faults)]
})
