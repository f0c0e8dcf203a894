import sanitize from 'sanitize-html'
import { protect } from '../engine/protect.ts'

export type RichStyle = { ink: string; link: string; headingFont: string; size: 'small' | 'normal' | 'large' }

const sizes = { small: [13, 20], normal: [16, 25], large: [19, 29] } as const
const headings = { h1: [30, 37], h2: [22, 29], h3: [18, 25] } as const

/** Rich text as mail programs need it: few tags, each with its own style. Liquid in it stays. */
export function richHtml(html: string, { ink, link, headingFont, size }: RichStyle): string {
  const { text, restore } = protect(html)
  const styled = (tagName: string, style: string, attribs: Record<string, string> = {}) => ({ tagName, attribs: { ...attribs, style } })
  const heading = (name: keyof typeof headings) => (_: string, { style }: sanitize.Attributes) => styled(name, `${alignOf(style)}margin:0 0 12px;font-family:${headingFont};font-size:${headings[name][0]}px;line-height:${headings[name][1]}px;font-weight:700;color:${ink}`)
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
  return restore(clean)
}

const alignOf = (style: string | undefined) => {
  const align = /text-align:\s*(left|center|right)/.exec(style ?? '')?.[1]
  return align ? `text-align:${align};` : ''
}

export const sizeOf = (size: RichStyle['size']) => sizes[size]
