import { SegmentedControl, Select } from '@mantine/core'
import type { Section } from '../../../../contracts/templates.ts'
import { Card, useText } from '../../../ui/index.ts'
import css from '../../templates.module.css'
import { changeSection, setColumns } from '../canvas/tree.ts'
import { Moves, WhenField } from './common.tsx'

/** What can be set of a section: its ground, its room, its columns. */
export function SectionInspector({ section, sections, onChange, onChoose }: { section: Section; sections: Section[]; onChange: (sections: Section[], tag?: string) => void; onChoose: (id: string | null) => void }) {
  const t = useText()
  const set = (change: Partial<Section>) => onChange(changeSection(sections, section.id, change), section.id)
  return (
    <Card title={t('templates.section.title')} actions={<Moves id={section.id} sections={sections} onChange={onChange} onChoose={onChoose} />}>
      <div className={css.fields}>
        <Select label={t('templates.section.ground')} allowDeselect={false} value={section.background} onChange={background => background && set({ background: background as 'surface' })} data={[{ value: 'surface', label: t('templates.ground.surface') }, { value: 'soft', label: t('templates.ground.soft') }, { value: 'brand', label: t('templates.ground.brand') }, { value: 'page', label: t('templates.ground.page') }]} />
        <Select label={t('templates.section.room')} allowDeselect={false} value={section.padding} onChange={padding => padding && set({ padding: padding as 'normal' })} data={[{ value: 'none', label: t('templates.room.none') }, { value: 'small', label: t('templates.room.small') }, { value: 'normal', label: t('templates.room.normal') }, { value: 'large', label: t('templates.room.large') }]} />
        <SegmentedControl fullWidth size="xs" value={String(section.columns.length)} onChange={count => set(setColumns(section, Number(count)))} aria-label={t('templates.columns.title')} data={['1', '2', '3', '4']} />
        <WhenField value={section.when} onChange={when => set({ when })} />
      </div>
    </Card>
  )
}
