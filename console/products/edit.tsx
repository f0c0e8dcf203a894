import { ActionIcon, Autocomplete, Button, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { decimals, toMajor, toMinor } from '../../contracts/money.ts'
import { createCategory, createProduct, editProduct, getProduct, listBrands, listCategories, listProducts, productStatuses, type Product } from '../../contracts/products.ts'
import type { Store } from '../../contracts/stores.ts'
import { useCall, useChange } from '../api.ts'
import { Problem, SidePanel, toast, useGo, useText } from '../ui/index.ts'
import css from './products.module.css'
import { statusNames } from './words.tsx'

type Variant = { key: string; id?: string; sku: string; title: string; barcode: string; priceMinor: number | null; costMinor: number | null; wasOrdered: boolean }
type Draft = { storeId: string; title: string; brand: string; category: string; status: (typeof productStatuses)[number]; imageUrl: string; tags: string[]; variants: Variant[] }

const blank = (): Variant => ({ key: crypto.randomUUID(), sku: '', title: '', barcode: '', priceMinor: null, costMinor: null, wasOrdered: false })

const draftOf = (product: Product | undefined, storeId: string): Draft =>
  product
    ? { storeId, title: product.title, brand: product.brand ?? '', category: product.category?.name ?? '', status: product.status, imageUrl: product.imageUrl ?? '', tags: product.tags, variants: product.variants.map(({ barcode, ...variant }) => ({ ...variant, key: variant.id, barcode: barcode ?? '' })) }
    : { storeId, title: '', brand: '', category: '', status: 'active', imageUrl: '', tags: [], variants: [blank()] }

type Props = { product: Product; stores?: undefined; onClose: () => void } | { product?: undefined; stores: Store[]; onClose: () => void }

/** Adds or changes a product, beside what one was looking at. */
export function ProductEditor({ product, stores, onClose }: Props) {
  const t = useText()
  const [draft, setDraft] = useState(() => draftOf(product, product?.storeId ?? stores?.[0]?.id ?? ''))
  const { save, problem, busy } = useSave(product, draft, onClose)
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const currency = product?.currency ?? stores?.find(store => store.id === draft.storeId)?.currency ?? 'EUR'
  const categories = useCall(listCategories, { query: { store: [draft.storeId], limit: 200 } }).data?.items ?? []
  const brands = useCall(listBrands, { query: { store: [draft.storeId] } }).data?.items ?? []
  const errors = problem?.byField() ?? {}
  return (
    <SidePanel title={product ? t('products.edit.title', { title: product.title }) : t('products.add')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        {stores && stores.length > 1 && <Select label={t('products.column.store')} data={stores.map(store => ({ value: store.id, label: store.name }))} value={draft.storeId} allowDeselect={false} onChange={storeId => storeId && set({ storeId })} />}
        <TextInput required label={t('products.field.title')} value={draft.title} error={errors['title']} onChange={event => set({ title: event.currentTarget.value })} />
        <div className={css.pair}>
          <Autocomplete label={t('products.column.category')} data={categories.map(category => category.name)} value={draft.category} error={errors['categoryId']} onChange={category => set({ category })} />
          <Autocomplete label={t('products.column.brand')} data={brands} value={draft.brand} error={errors['brand']} onChange={brand => set({ brand })} />
        </div>
        <div className={css.pair}>
          <Select label={t('products.column.status')} data={productStatuses.map(value => ({ value, label: t(statusNames[value]) }))} value={draft.status} allowDeselect={false} onChange={status => status && set({ status })} />
          <TextInput inputMode="url" label={t('products.field.image')} value={draft.imageUrl} error={errors['imageUrl']} onChange={event => set({ imageUrl: event.currentTarget.value })} />
        </div>
        <TagsInput label={t('products.column.tags')} value={draft.tags} onChange={tags => set({ tags })} />
        <Variants variants={draft.variants} currency={currency} errors={errors} onChange={variants => set({ variants })} />
        {problem && <Problem error={problem} />}
        <div className={css.foot}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={busy}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}

function Variants({ variants, currency, errors, onChange }: { variants: Variant[]; currency: string; errors: Record<string, string>; onChange: (variants: Variant[]) => void }) {
  const t = useText()
  const change = (key: string, part: Partial<Variant>) => onChange(variants.map(variant => (variant.key === key ? { ...variant, ...part } : variant)))
  const amount = (label: string, minor: number | null, error: string | undefined, take: (minor: number | null) => void) => (
    <NumberInput label={label} min={0} decimalScale={decimals(currency)} fixedDecimalScale hideControls error={error} value={minor === null ? '' : toMajor(minor, currency)} onChange={value => take(value === '' ? null : toMinor(Number(value), currency))} />
  )
  return (
    <>
      {variants.map((variant, i) => (
        <fieldset key={variant.key} className={css.variant} style={{ margin: 0 }} aria-label={t('products.variants.nth', { number: i + 1 })}>
          <div className={css.variantHead}>
            <span style={{ fontWeight: 600 }}>{variant.title || variant.sku || t('products.variants.nth', { number: i + 1 })}</span>
            {variants.length > 1 && !variant.wasOrdered && <ActionIcon variant="subtle" color="gray" aria-label={t('products.variants.remove', { sku: variant.sku })} onClick={() => onChange(variants.filter(other => other.key !== variant.key))}><IconTrash size={16} /></ActionIcon>}
          </div>
          <div className={css.pair}>
            <TextInput required label={t('products.field.sku')} value={variant.sku} error={errors[`variants.${i}.sku`]} onChange={event => change(variant.key, { sku: event.currentTarget.value })} />
            <TextInput label={t('products.field.variant')} placeholder={t('products.field.variantExample')} value={variant.title} onChange={event => change(variant.key, { title: event.currentTarget.value })} />
          </div>
          <div className={css.three}>
            {amount(t('products.field.price', { currency }), variant.priceMinor, errors[`variants.${i}.priceMinor`], priceMinor => change(variant.key, { priceMinor }))}
            {amount(t('products.field.cost', { currency }), variant.costMinor, errors[`variants.${i}.costMinor`], costMinor => change(variant.key, { costMinor }))}
            <TextInput label={t('products.field.barcode')} value={variant.barcode} onChange={event => change(variant.key, { barcode: event.currentTarget.value })} />
          </div>
        </fieldset>
      ))}
      <div><Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => onChange([...variants, blank()])}>{t('products.variants.add')}</Button></div>
    </>
  )
}

function useSave(product: Product | undefined, draft: Draft, onClose: () => void) {
  const t = useText()
  const go = useGo()
  const done = [getProduct, listProducts, listCategories, listBrands]
  const create = useChange(createProduct, { done, quiet: true })
  const edit = useChange(editProduct, { done, quiet: true })
  const addCategory = useChange(createCategory)
  const send = async () => {
    const name = draft.category.trim()
    const categoryId = !name ? null : name === product?.category?.name ? product.category.id : (await addCategory.mutateAsync({ body: { storeId: draft.storeId, name } })).id
    const variants = draft.variants.map(({ id, sku, title, barcode, priceMinor, costMinor }) => ({ ...(id ? { id } : {}), sku, title, barcode: barcode.trim() || null, priceMinor, costMinor }))
    const body = { title: draft.title, brand: draft.brand.trim() || null, categoryId, status: draft.status, imageUrl: draft.imageUrl.trim() || null, tags: draft.tags, variants }
    if (product) return edit.mutateAsync({ params: { productId: product.id }, body })
    return create.mutateAsync({ body: { ...body, storeId: draft.storeId } })
  }
  const save = async () => {
    const saved = await send().catch(() => undefined)
    if (!saved) return
    toast.done(t('products.saved', { title: saved.title }))
    if (product) onClose()
    else go(`/products/${saved.id}`)
  }
  return { save, problem: create.error ?? edit.error, busy: create.isPending || edit.isPending || addCategory.isPending }
}
