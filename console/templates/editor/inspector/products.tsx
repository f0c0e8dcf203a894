import { MultiSelect, NumberInput, SegmentedControl, Select, Switch } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { listProducts } from '../../../../contracts/products.ts'
import { productSources, recommendations, type Block } from '../../../../contracts/templates.ts'
import { useCall } from '../../../api.ts'
import { useText } from '../../../ui/index.ts'
import { productSourceNames } from '../../words.ts'

type Products = Extract<Block, { type: 'products' }>

/** Which products, how many, and how they stand. */
export function ProductFields({ block, storeId, set }: { block: Products; storeId: string; set: (change: Partial<Products>) => void }) {
  const t = useText()
  return (
    <>
      <Select label={t('templates.products.from')} allowDeselect={false} value={block.from} onChange={from => from && set({ from: from as Products['from'] })} data={productSources.map(value => ({ value, label: t(productSourceNames[value]) }))} />
      {block.from === 'chosen' && <ProductChoice chosen={block.productIds} storeId={storeId} onChange={productIds => set({ productIds })} />}
      {(recommendations as readonly string[]).includes(block.from) && <p className="muted">{t('templates.products.recommendedHelp')}</p>}
      <NumberInput label={t('templates.products.limit')} min={1} max={12} value={block.limit} onChange={limit => set({ limit: Number(limit) || 3 })} />
      <SegmentedControl fullWidth size="xs" value={block.layout} onChange={layout => set({ layout: layout as 'rows' })} aria-label={t('templates.products.layout')} data={[{ value: 'rows', label: t('templates.products.rows') }, { value: 'grid', label: t('templates.products.grid') }, { value: 'large', label: t('templates.products.large') }]} />
      <Switch label={t('templates.products.price')} checked={block.price} onChange={event => set({ price: event.currentTarget.checked })} />
      <Switch label={t('templates.products.quantity')} checked={block.quantity} onChange={event => set({ quantity: event.currentTarget.checked })} />
    </>
  )
}

function ProductChoice({ chosen, storeId, onChange }: { chosen: string[]; storeId: string; onChange: (ids: string[]) => void }) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const [known, setKnown] = useState<Record<string, string>>({})
  const [q] = useDebouncedValue(typed, 250)
  const { data } = useCall(listProducts, { query: { store: [storeId], limit: 50, ...(q ? { q } : {}) } }, { keep: true })
  const names = { ...known, ...Object.fromEntries((data?.items ?? []).map(({ id, title }) => [id, title])) }
  const choose = (ids: string[]) => {
    setKnown(names)
    onChange(ids)
  }
  const options = [...new Set([...chosen, ...(data?.items ?? []).map(({ id }) => id)])].map(id => ({ value: id, label: names[id] ?? id.slice(0, 8) }))
  return <MultiSelect searchable label={t('templates.products.chosen')} data={options} value={chosen} onChange={choose} searchValue={typed} onSearchChange={setTyped} filter={({ options: all }) => all} maxValues={12} hidePickedOptions />
}
