import { IconPhoto, IconShoppingBag } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import type { CSSProperties } from 'react'
import { getProduct } from '../../../../contracts/products.ts'
import type { Block, BrandKit, Section } from '../../../../contracts/templates.ts'
import { useCall } from '../../../api.ts'
import { useText } from '../../../ui/index.ts'
import css from '../../templates.module.css'
import { productSourceNames } from '../../words.ts'
import { fontOf, inkOf } from './look.ts'
import { Rich } from './rich.tsx'

type Props = { block: Block; section: Section; kit: BrandKit; onChange: (change: Partial<Block>) => void; onEditor: (editor: Editor | null) => void; onChoose: () => void }
const sizes = { small: 13, normal: 16, large: 19 }

/** A block about as its mail will show it; the preview shows it exactly. */
export function Drawn({ block, section, kit, onChange, onEditor, onChoose }: Props) {
  const t = useText()
  const { light } = kit
  const onBrand = section.background === 'brand'
  const muted = inkOf(light, section.background, 'muted')
  if (block.type === 'text') {
    const style = { textAlign: block.align, color: inkOf(light, section.background, block.colour), fontSize: sizes[block.size], fontFamily: fontOf[kit.bodyFont], '--mail-heading': fontOf[kit.headingFont], '--mail-link': onBrand ? light.onBrand : light.link } as CSSProperties
    return <div style={style}><Rich html={block.html} label={t('templates.block.text')} onChange={html => onChange({ html })} onFocus={editor => { onEditor(editor); onChoose() }} /></div>
  }
  if (block.type === 'image') return <div style={{ textAlign: block.align }}>{block.src ? <img src={block.src} alt={block.alt} style={{ maxWidth: '100%', width: block.width, borderRadius: block.rounded ? kit.cornerRadius : 0 }} /> : <span className={css.hole}><IconPhoto size={22} aria-hidden />{t('templates.image.none')}</span>}</div>
  if (block.type === 'button') {
    const filled = block.look === 'filled'
    const [ground, ink] = onBrand ? [light.onBrand, light.brand] : [light.brand, light.onBrand]
    return <div style={{ textAlign: block.align }}><span className={css.mailButton} style={{ borderRadius: kit.buttonRadius, display: block.wide ? 'block' : 'inline-block', textAlign: 'center', background: filled ? ground : 'transparent', color: filled ? ink : onBrand ? light.onBrand : light.link, border: `1px solid ${onBrand ? light.onBrand : filled ? ground : light.link}` }}>{block.text || '…'}</span></div>
  }
  if (block.type === 'products') return <DrawnProducts block={block} kit={kit} muted={muted} />
  if (block.type === 'divider') return <hr style={{ border: 0, borderTop: `1px solid ${light.line}`, margin: '12px 0' }} />
  if (block.type === 'spacer') return <div className={css.spacer} style={{ height: block.height }} />
  if (block.type === 'logo') return <div style={{ textAlign: block.align }}>{kit.logo ? <img src={kit.logo.src} alt={kit.logo.alt} style={{ width: block.width, maxWidth: '100%' }} /> : <strong style={{ fontSize: 22, fontFamily: fontOf[kit.headingFont] }}>{kit.name}</strong>}</div>
  if (block.type === 'social') return <p style={{ textAlign: block.align, color: muted, fontSize: 13 }}>{kit.social.length ? kit.social.map(({ network }) => network).join(' · ') : t('templates.social.none')}</p>
  return (
    <div style={{ textAlign: block.align, color: muted, fontSize: 13, lineHeight: '20px' }}>
      <Rich html={block.html} label={t('templates.block.footer')} onChange={html => onChange({ html })} onFocus={editor => { onEditor(editor); onChoose() }} />
      <p>{kit.address ? [kit.name, ...kit.address.split('\n')].join(' · ') : t('templates.footer.noAddress')}</p>
      <p style={{ textDecoration: 'underline' }}>{[block.unsubscribe, block.preferences, block.view].filter(Boolean).join(' · ')}</p>
    </div>
  )
}

type Products = Extract<Block, { type: 'products' }>

function DrawnProducts({ block, kit, muted }: { block: Products; kit: BrandKit; muted: string }) {
  const t = useText()
  const shown = block.from === 'chosen' ? block.productIds.slice(0, block.limit) : Array.from({ length: Math.min(block.limit, block.layout === 'grid' ? 4 : 3) }, () => null)
  if (block.from === 'chosen' && !shown.length) return <span className={css.hole}><IconShoppingBag size={22} aria-hidden />{t('templates.products.none')}</span>
  return (
    <div className={block.layout === 'grid' ? css.productGrid : block.layout === 'large' ? css.productLarge : css.productRows}>
      {shown.map((id, at) => (id ? <DrawnProduct key={id} id={id} kit={kit} muted={muted} /> : <span key={at} className={css.product}><span className={css.productHole} style={{ borderRadius: kit.cornerRadius }}><IconShoppingBag size={20} aria-hidden /></span><span style={{ color: muted }}>{t(productSourceNames[block.from])}</span></span>))}
    </div>
  )
}

function DrawnProduct({ id, kit, muted }: { id: string; kit: BrandKit; muted: string }) {
  const { data } = useCall(getProduct, { params: { productId: id } }, { staleTime: 300_000 })
  return <span className={css.product}>{data?.imageUrl ? <img src={data.imageUrl} alt="" style={{ borderRadius: kit.cornerRadius }} /> : <span className={css.productHole} style={{ borderRadius: kit.cornerRadius }} />}<strong style={{ color: kit.light.ink }}>{data?.title ?? ''}</strong><span style={{ color: muted }} /></span>
}
