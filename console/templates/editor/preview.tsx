import { SegmentedControl, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { z } from 'zod'
import { listCustomers } from '../../../contracts/customers.ts'
import type { Language } from '../../../contracts/shapes.ts'
import type { Content, Template, Variant } from '../../../contracts/templates.ts'
import { useCall } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, Problem, Skeleton, useSearchState, useText } from '../../ui/index.ts'
import { MailFrame } from '../frame.tsx'
import css from '../templates.module.css'
import { Checks } from './checks.tsx'
import type { PreviewState } from './use-preview.ts'

const Search = z.object({ width: z.enum(['600', '390']).default('600'), dark: z.enum(['yes', 'no']).default('no') })
type Props = { template: Template; content: Content; language: Language; preview: PreviewState; onChange: (change: Partial<Variant>) => void; onWrite: () => void }

/** The mail exactly as it will be sent: wide or on a phone, light or dark, for an example or for a customer. */
export function Preview({ template, content, language, preview, onChange, onWrite }: Props) {
  const t = useText()
  const may = useMay()
  const [{ width, dark }, set] = useSearchState(Search)
  const { made, error } = preview
  return (
    <div className={css.write}>
      <div style={{ minWidth: 0 }}>
        <div className={css.bar}>
          <SegmentedControl size="xs" value={width} onChange={value => set({ width: value as '600' })} aria-label={t('templates.preview.width')} data={[{ value: '600', label: t('templates.preview.wide') }, { value: '390', label: t('templates.preview.phone') }]} />
          <SegmentedControl size="xs" value={dark} onChange={value => set({ dark: value as 'no' })} aria-label={t('templates.preview.theme')} data={[{ value: 'no', label: t('templates.preview.light') }, { value: 'yes', label: t('templates.preview.dark') }]} />
          <span className="push" />
          {may('customers.read') && <CustomerChoice preview={preview} />}
        </div>
        {error && <Problem error={error} />}
        {!made && !error && <Skeleton shape="text" rows={10} />}
        {made?.rendered && (
          <div className={css.stage} data-dark={dark === 'yes'}>
            <div className={css.envelope}><strong>{made.rendered.subject || t('templates.preview.noSubject')}</strong> <span>{made.rendered.preheader}</span></div>
            <MailFrame html={made.rendered.html} title={t('templates.side.preview')} width={Number(width)} height={820} dark={dark === 'yes'} style={{ maxWidth: '100%' }} />
          </div>
        )}
      </div>
      <aside className={css.aside} aria-label={t('templates.checks.title')}><Card title={t('templates.checks.title')}><Checks template={template} preview={preview} variant={content.variants[language]!} onChange={onChange} onChoose={onWrite} /></Card></aside>
    </div>
  )
}

function CustomerChoice({ preview: { customer, setCustomer } }: { preview: PreviewState }) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed, 250)
  const { data } = useCall(listCustomers, { query: { ...(q && q !== customer?.name ? { q } : {}), limit: 12 } }, { keep: true })
  const found = (data?.items ?? []).map(({ id, name, email }) => ({ value: id, label: name || email || id }))
  const options = customer && !found.some(one => one.value === customer.id) ? [{ value: customer.id, label: customer.name }, ...found] : found
  return <Select searchable clearable size="xs" w={230} aria-label={t('templates.preview.as')} placeholder={t('templates.preview.example')} data={options} value={customer?.id ?? null} searchValue={typed} onSearchChange={setTyped} filter={({ options: all }) => all} onChange={(id, option) => setCustomer(id ? { id, name: option?.label ?? id } : null)} />
}
