import sanitize from 'sanitize-html'
import type { Language } from '../../../../contracts/shapes.ts'
import { protect } from '../engine/protect.ts'

export type RichStyle = { ink: string; link: string; headingFont: string; size: 'small' | 'normal' | 'large'; language: Language | undefined }

// Font size and line height in px. Tamil words are wide and its letters tall, Gujarati's have signs above and below; Russian words are long.
type Sizes = Record<'small' | 'normal' | 'large' | 'h1' | 'h2' | 'h3', readonly [number, number]>
const latin: Sizes = { small: [13, 20], normal: [16, 25], large: [19, 29], h1: [30, 37], h2: [22, 29], h3: [18, 25] }
const scripts: Partial<Record<Language, Sizes>> = {
  ta: { small: [13, 22], normal: [16, 27], large: [18, 30], h1: [24, 34], h2: [19, 28], h3: [17, 26] },
  gu: { small: [13, 21], normal: [16, 26], large: [19, 30], h1: [29, 39], h2: [21, 30], h3: [18, 26] },
  ru: { ...latin, h1: [28, 35], h2: [21, 28] },
}
export const sizeOf = (size: keyof Sizes, language: Language | undefined) => ((language && scripts[language]) ?? latin)[size]

/** Rich text as mail programs need it: few tags, each with its own style. Liquid in it stays. */
export function richHtml(html: string, { ink, link, headingFont, size, language }: RichStyle): string {
  const { text, restore } = protect(html)
  const styled = (tagName: string, style: string, attribs: Record<string, string> = {}) => ({ tagName, attribs: { ...attribs, style } })
  const heading = (name: 'h1' | 'h2' | 'h3') => (_: string, { style }: sanitize.Attributes) => styled(name, `${alignOf(style)}margin:0 0 12px;font-family:${headingFont};font-size:${sizeOf(name, language)[0]}px;line-height:${sizeOf(name, language)[1]}px;font-weight:700;color:${ink}`)
  const clean = sanitize(text, {
    allowedTags: ['p', 'h1', 'h2', 'h3', 'strong', 'b', 'em', 'i', 'u', 's', 'a', 'br', 'ul', 'ol', 'li', 'blockquote'],
    allowedAttributes: { '*': ['style'], a: ['href', 'class', 'style'] },
    allowedStyles: { '*': { 'text-align': [/^(left|center|right)$/], color: [/^#[0-9a-f]{6}$/i], margin: [/.*/], padding: [/.*/], 'font-family': [/.*/], 'font-size': [/.*/], 'line-height': [/.*/], 'font-weight': [/^700$/], 'border-left': [/.*/], 'text-decoration': [/^underline$/] } },
    // A mark stands for Liquid, which says the whole address.
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'sms'],
    transformTags: {
      h1: heading('h1'), h2: heading('h2'), h3: heading('h3'),
      p: (_, { style }) => styled('p', `${alignOf(style)}margin:0 0 ${size === 'small' ? 8 : 14}px`),
      a: (_, { href }) => styled('a', `color:${link};text-decoration:underline`, { href: href ?? '', class: 'lk' }),
      ul: () => styled('ul', 'margin:0 0 14px;padding:0 0 0 22px'),
      ol: () => styled('ol', 'margin:0 0 14px;padding:0 0 0 22px'),
      li: () => styled('li', 'margin:0 0 6px'),
      blockquote: () => styled('blockquote', `margin:0 0 14px;padding:2px 0 2px 16px;border-left:3px solid ${link}`),
    },
  })
  return restore(clean.replace(stars, (_, open: string, words: string) => `${open}none;display:inline-block;padding:8px 10px 8px 0${words}`))
}

/** Links of stars are read as stars, not as underlined words, and are as large as a thumb. */
const stars = /(<a [^>]*text-decoration:)underline("[^>]*>[^<]*★)/g

const alignOf = (style: string | undefined) => {
  const align = /text-align:\s*(left|center|right)/.exec(style ?? '')?.[1]
  return align ? `text-align:${align};` : ''
}
