import type { Editor } from '@tiptap/react'
import { useState } from 'react'
import type { BrandKit, Section, Template, Variant } from '../../../contracts/templates.ts'
import { Card, useText } from '../../ui/index.ts'
import css from '../templates.module.css'
import { Canvas } from './canvas/canvas.tsx'
import { Checks } from './checks.tsx'
import { BlockInspector } from './inspector/block.tsx'
import { Envelope } from './inspector/envelope.tsx'
import { Palette } from './inspector/palette.tsx'
import { SectionInspector } from './inspector/section.tsx'
import { findBlock } from './canvas/tree.ts'
import type { PreviewState } from './use-preview.ts'

type Props = { template: Template; kit: BrandKit; variant: Variant; preview: PreviewState; editor: Editor | null; onEditor: (editor: Editor | null) => void; onChange: (change: Partial<Variant>, tag?: string) => void }

/** The message as blocks, with what can be changed of the chosen one at its side. */
export function Write({ template, kit, variant, preview, editor, onEditor, onChange }: Props) {
  const t = useText()
  const [chosen, setChosen] = useState<string | null>(null)
  if (variant.body.form !== 'blocks') return null
  const { sections } = variant.body
  const change = (next: Section[], tag = '') => onChange({ body: { form: 'blocks', sections: next } }, tag)
  const block = findBlock(sections, chosen)
  const section = sections.find(one => one.id === chosen)
  return (
    <div className={css.write}>
      <div>
        <Envelope variant={variant} onChange={onChange} />
        <Canvas sections={sections} kit={kit} chosen={chosen} findings={preview.findings} onChoose={setChosen} onChange={change} onEditor={onEditor} />
      </div>
      <aside className={css.aside} aria-label={t('templates.inspector')}>
        <Palette sections={sections} chosen={chosen} onChange={change} onChoose={setChosen} />
        {block && <BlockInspector block={block} storeId={template.storeId} sections={sections} editor={editor} onChange={change} onChoose={setChosen} />}
        {section && <SectionInspector section={section} sections={sections} onChange={change} onChoose={setChosen} />}
        <Card title={t('templates.checks.title')}><Checks template={template} preview={preview} variant={variant} onChange={onChange} onChoose={setChosen} /></Card>
      </aside>
    </div>
  )
}
