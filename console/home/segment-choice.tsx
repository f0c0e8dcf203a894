import { CloseButton, Combobox, Input, InputBase, useCombobox } from '@mantine/core'
import { IconChartPie } from '@tabler/icons-react'
import { useState } from 'react'
import { getSegment, listSegments } from '../../contracts/segment-routes.ts'
import { useCall } from '../api.ts'
import { ScopeSearch } from '../scope.ts'
import { useFormat, useSearchState, useText } from '../ui/index.ts'

/** Whose figures: everybody's, or those of a segment's members. Kept in the address. */
export function SegmentChoice({ segment }: { segment: string | undefined }) {
  const t = useText()
  const format = useFormat()
  const [, set] = useSearchState(ScopeSearch)
  const [q, type] = useState('')
  const combobox = useCombobox({ onDropdownClose: () => { combobox.resetSelectedOption(); type('') } })
  const found = useCall(listSegments, { query: { q: q || undefined, limit: 20 } }, { enabled: combobox.dropdownOpened, keep: true })
  const chosen = useCall(getSegment, { params: { segmentId: segment ?? '' } }, { enabled: segment !== undefined })
  const choose = (id: string) => { set({ segment: id === 'all' ? undefined : id }); combobox.closeDropdown() }
  const name = segment ? (chosen.data?.name ?? ' ') : t('home.segment.all')
  return (
    <Combobox store={combobox} onOptionSubmit={choose} position="bottom-end">
      <Combobox.Target>
        <InputBase component="button" type="button" pointer w={230} leftSection={<IconChartPie size={17} stroke={1.8} />} aria-label={t('home.segment.label', { name })} onClick={() => combobox.toggleDropdown()}
          rightSection={segment ? <CloseButton size="sm" aria-label={t('home.segment.clear')} onMouseDown={event => event.preventDefault()} onClick={() => set({ segment: undefined })} /> : <Combobox.Chevron />} rightSectionPointerEvents={segment ? 'all' : 'none'}>
          <span className="clip" style={{ display: 'block' }}>{segment && chosen.error ? <Input.Placeholder>{t('home.segment.gone')}</Input.Placeholder> : name}</span>
        </InputBase>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search value={q} onChange={event => type(event.currentTarget.value)} placeholder={t('home.segment.search')} aria-label={t('home.segment.search')} />
        <Combobox.Options mah={300} style={{ overflowY: 'auto' }}>
          {!q && <Combobox.Option value="all">{t('home.segment.all')}</Combobox.Option>}
          {(found.data?.items ?? []).map(row => <Combobox.Option key={row.id} value={row.id} active={row.id === segment}><span className="row"><span className="push clip">{row.name}</span><span className="muted num">{format.number(row.membersCount)}</span></span></Combobox.Option>)}
          {found.data?.items.length === 0 && <Combobox.Empty>{t('home.segment.none')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
