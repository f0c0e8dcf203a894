import { NumberInput, SegmentedControl, Switch, TextInput, Textarea } from '@mantine/core'
import type { Editor } from '@tiptap/react'
import type { Block, Section } from '../../../../contracts/templates.ts'
import { Card, useText } from '../../../ui/index.ts'
import css from '../../templates.module.css'
import { blockNames } from '../../words.ts'
import { changeBlock } from '../canvas/tree.ts'
import { AlignChoice, Moves, WhenField } from './common.tsx'
import { ImageFields } from './image.tsx'
import { ProductFields } from './products.tsx'
import { RichTools } from './rich-tools.tsx'

type Props = { block: Block; storeId: string; sections: Section[]; editor: Editor | null; onChange: (sections: Section[], tag?: string) => void; onChoose: (id: string | null) => void }

/** What can be set of the chosen block. */
export function BlockInspector({ block, storeId, sections, editor, onChange, onChoose }: Props) {
  const t = useText()
  const set = (change: Partial<Block>) => onChange(changeBlock(sections, block.id, change), `${block.id} ${Object.keys(change).join()}`)
  return (
    <Card title={t(blockNames[block.type])} actions={<Moves id={block.id} sections={sections} onChange={onChange} onChoose={onChoose} />}>
      <div className={css.fields}>
        <Fields block={block} storeId={storeId} editor={editor} set={set} />
        {'align' in block && <AlignChoice value={block.align} onChange={align => set({ align })} />}
        <WhenField value={block.when} onChange={when => set({ when })} />
      </div>
    </Card>
  )
}

function Fields({ block, storeId, editor, set }: { block: Block; storeId: string; editor: Editor | null; set: (change: Partial<Block>) => void }) {
  const t = useText()
  switch (block.type) {
    case 'text': return (
      <>
        <RichTools editor={editor} />
        <SegmentedControl fullWidth size="xs" value={block.size} onChange={size => set({ size: size as 'normal' })} aria-label={t('templates.size.title')} data={[{ value: 'small', label: t('templates.size.small') }, { value: 'normal', label: t('templates.size.normal') }, { value: 'large', label: t('templates.size.large') }]} />
        <SegmentedControl fullWidth size="xs" value={block.colour} onChange={colour => set({ colour: colour as 'ink' })} aria-label={t('templates.colour.title')} data={[{ value: 'ink', label: t('templates.colour.ink') }, { value: 'muted', label: t('templates.colour.muted') }, { value: 'brand', label: t('templates.colour.brand') }]} />
      </>
    )
    case 'image': return <ImageFields block={block} storeId={storeId} set={set} />
    case 'button': return (
      <>
        <TextInput label={t('templates.button.text')} value={block.text} onChange={event => set({ text: event.currentTarget.value })} />
        <TextInput label={t('templates.button.href')} value={block.href} placeholder={'https://'} onChange={event => set({ href: event.currentTarget.value })} />
        <SegmentedControl fullWidth size="xs" value={block.look} onChange={look => set({ look: look as 'filled' })} aria-label={t('templates.button.look')} data={[{ value: 'filled', label: t('templates.button.filled') }, { value: 'outline', label: t('templates.button.outline') }]} />
        <Switch label={t('templates.button.wide')} checked={block.wide} onChange={event => set({ wide: event.currentTarget.checked })} />
      </>
    )
    case 'products': return <ProductFields block={block} storeId={storeId} set={set} />
    case 'spacer': return <NumberInput label={t('templates.height')} min={4} max={120} value={block.height} onChange={height => set({ height: Number(height) || 24 })} />
    case 'logo': return <NumberInput label={t('templates.width')} min={24} max={400} value={block.width} onChange={width => set({ width: Number(width) || 140 })} />
    case 'footer': return (
      <>
        <RichTools editor={editor} />
        <TextInput label={t('templates.footer.unsubscribe')} value={block.unsubscribe} onChange={event => set({ unsubscribe: event.currentTarget.value })} />
        <TextInput label={t('templates.footer.preferences')} value={block.preferences} onChange={event => set({ preferences: event.currentTarget.value })} />
        <Textarea autosize label={t('templates.footer.view')} value={block.view} onChange={event => set({ view: event.currentTarget.value })} />
      </>
    )
    default: return null
  }
}
