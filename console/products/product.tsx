import { Button, SegmentedControl } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconChartLine, IconPencil } from '@tabler/icons-react'
import { z } from 'zod'
import { productSales } from '../../contracts/analytics.ts'
import { archiveProduct, editProduct, getProduct, listProducts, type Product } from '../../contracts/products.ts'
import type { Answer } from '../../contracts/route.ts'
import { useCall, useChange } from '../api.ts'
import { addMonths, addDays, todayIn } from '../scope.ts'
import { useMay } from '../session.tsx'
import { Card, Count, Empty, Facts, Kpi, LineChart, Link, Money, None, Page, Percent, Problem, Skeleton, Tag, undoable, useFormat, useParam, useSearchState, useText } from '../ui/index.ts'
import { ProductEditor } from './edit.tsx'
import { Thumb } from './list.tsx'
import css from './products.module.css'
import { StatusTag } from './words.tsx'

const Search = z.object({ edit: z.enum(['true']).optional(), over: z.enum(['90d', '12m', '3y']).default('12m'), until: z.iso.date().optional() })
type Sales = Answer<typeof productSales>

/** One product: how it sells, what it earns, who buys it and what goes with it. */
export function ProductPage() {
  const t = useText()
  const productId = useParam('productId')
  const [{ edit, over, until }, set] = useSearchState(Search)
  const { data: product, error, refetch } = useCall(getProduct, { params: { productId } })
  const days = daysOf(over, until ?? todayIn('UTC'))
  const sales = useCall(productSales, { params: { productId }, query: { ...days, granularity: over === '90d' ? 'day' : over === '12m' ? 'week' : 'month' } }, { keep: true })
  const back = { to: '/products', label: t('products.title') }
  if (error) return <Page title={t('products.product')} back={back}><Problem error={error} retry={() => void refetch()} /></Page>
  if (!product) return <Page title={t('products.product')} back={back}><Skeleton shape="page" /></Page>
  return (
    <Page title={<span className={css.title}><span>{product.title}</span><StatusTag status={product.status} /></span>} tab={product.title} back={back} subtitle={[product.brand, product.category?.name, product.storeName].filter(Boolean).join(' · ')} actions={<Actions product={product} onEdit={() => set({ edit: 'true' })} />}>
      <div className={css.product}>
        <div className={css.column}>
          <Figures product={product} sales={sales.data} days={days} over={t(overNames[over])} />
          <Card title={t('products.sales.title')} actions={<SegmentedControl size="xs" aria-label={t('products.sales.over')} value={over} onChange={value => set({ over: value as typeof over })} data={Object.entries(overNames).map(([value, key]) => ({ value, label: t(key) }))} />}>
            {sales.error ? <Problem error={sales.error} retry={() => void sales.refetch()} /> : <Chart product={product} sales={sales.data} onOpenAll={() => set({ over: '3y' })} />}
          </Card>
          <Variants product={product} />
        </div>
        <div className={css.column}><About product={product} /><Together sales={sales.data} /></div>
      </div>
      {edit && <ProductEditor product={product} onClose={() => set({ edit: undefined })} />}
    </Page>
  )
}

/** Weeks and months begin whole, so that the first point is no dip. */
function daysOf(over: '90d' | '12m' | '3y', to: string) {
  if (over === '90d') return { from: addDays(to, -89), to }
  if (over === '3y') return { from: `${addMonths(to, -35).slice(0, 7)}-01`, to }
  const sinceMonday = (new Date(`${to}T00:00:00Z`).getUTCDay() + 6) % 7
  return { from: addDays(to, -sinceMonday - 51 * 7), to }
}

const overNames = { '90d': 'products.sales.days90', '12m': 'products.sales.months12', '3y': 'products.sales.years3' }

function Actions({ product, onEdit }: { product: Product; onEdit: () => void }) {
  const t = useText()
  const may = useMay()
  const done = [getProduct, listProducts]
  const archive = useChange(archiveProduct, { done })
  const edit = useChange(editProduct, { done })
  if (!may('products.write')) return null
  const params = { productId: product.id }
  const restore = () => edit.mutateAsync({ params, body: { status: product.status === 'archived' ? 'active' : product.status } })
  const put = () => archive.mutate({ params }, { onSuccess: () => undoable(t('products.archived', { title: product.title }), restore) })
  return (
    <>
      {product.status === 'archived' ? <Button leftSection={<IconArchiveOff size={16} />} loading={edit.isPending} onClick={() => void restore()}>{t('products.restore')}</Button> : <Button leftSection={<IconArchive size={16} />} loading={archive.isPending} onClick={put}>{t('products.archive')}</Button>}
      <Button leftSection={<IconPencil size={16} />} onClick={onEdit}>{t('products.edit.action')}</Button>
    </>
  )
}

function Figures({ product, sales, days, over }: { product: Product; sales: Sales | undefined; days: { from: string; to: string }; over: string }) {
  const t = useText()
  if (!sales) return <div className={css.figures}>{['a', 'b', 'c', 'd'].map(key => <Skeleton key={key} shape="kpi" />)}</div>
  const behind = `/orders?product=${product.id}&from=${days.from}&to=${days.to}`
  return (
    <div className={css.figures}>
      <Kpi label={t('products.figure.revenue')} note={over} hint={t('products.figure.revenueHint')} value={<Money minor={sales.amountMinor} currency={sales.currency} />} to={behind} />
      <Kpi label={t('products.figure.sold')} note={over} value={<Count value={sales.quantity} />} to={behind} />
      <Kpi label={t('products.figure.buyers')} note={over} hint={t('products.figure.buyersHint')} value={<Count value={sales.buyers} />} to={`${behind}&guest=false`} />
      <Kpi label={t('products.figure.again')} note={over} hint={t('products.figure.againHint')} value={<Percent share={sales.buyers ? sales.repeatBuyers / sales.buyers : null} />} />
    </div>
  )
}

function Chart({ product, sales, onOpenAll }: { product: Product; sales: Sales | undefined; onOpenAll: () => void }) {
  const t = useText()
  const format = useFormat()
  if (!sales) return <Skeleton shape="chart" />
  if (sales.orders === 0) return <Empty icon={IconChartLine} title={t('products.sales.none')} text={t('products.sales.noneText')}><Button onClick={onOpenAll}>{t('products.sales.longer')}</Button></Empty>
  const points = sales.buckets.map(bucket => ({ label: bucket.from === bucket.to ? format.dayMonth(bucket.from) : format.date(bucket.from) }))
  return <LineChart title={t('products.sales.of', { title: product.title })} points={points} series={[{ name: t('products.figure.revenue'), values: sales.buckets.map(bucket => bucket.amountMinor) }]} unit={{ kind: 'money', currency: sales.currency }} />
}

function Variants({ product }: { product: Product }) {
  const t = useText()
  const { currency } = product
  return (
    <Card title={t('products.variants.title')} note={t('products.variants.count', { count: product.variants.length })}>
      <table className={css.table}>
        <thead><tr><th scope="col">{t('products.variants.variant')}</th><th scope="col">{t('products.variants.price')}</th><th scope="col" className={css.wide}>{t('products.variants.cost')}</th><th scope="col">{t('products.variants.margin')}</th></tr></thead>
        <tbody>
          {product.variants.map(({ id, sku, title, barcode, priceMinor, costMinor }) => (
            <tr key={id}>
              <td><div style={{ fontWeight: 550 }}>{title || sku}</div><div className={css.sub}>{[title && sku, barcode].filter(Boolean).join(' · ')}</div></td>
              <td><Money minor={priceMinor} currency={currency} /></td>
              <td className={css.wide}><Money minor={costMinor} currency={currency} /></td>
              <td>{priceMinor && costMinor !== null ? <><Money minor={priceMinor - costMinor} currency={currency} /> <span className={css.sub}><Percent share={(priceMinor - costMinor) / priceMinor} digits={0} /></span></> : <None />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function About({ product }: { product: Product }) {
  const t = useText()
  const may = useMay()
  return (
    <Card>
      <Thumb src={product.imageUrl} className={css.picture} />
      <Facts rows={[
        [t('products.column.category'), product.category?.name],
        [t('products.column.brand'), product.brand],
        [t('products.column.store'), product.storeName],
        [t('products.column.id'), product.externalId],
        product.tags.length > 0 && [t('products.column.tags'), <span key="tags">{product.tags.map(tag => <span key={tag}><Tag>{tag}</Tag> </span>)}</span>],
        may('audit.read') && [t('products.history'), <Link key="history" className="textlink" to={`/audit?recordKind=product&recordId=${product.id}`}>{t('products.changes')}</Link>],
        [t('products.buyers'), <Link key="buyers" className="textlink" to={`/orders?product=${product.id}`}>{t('products.ordersWithIt')}</Link>],
      ]} />
    </Card>
  )
}

function Together({ sales }: { sales: Sales | undefined }) {
  const t = useText()
  return (
    <Card title={t('products.together.title')} hint={t('products.together.hint')}>
      {!sales && <Skeleton shape="list" rows={4} />}
      {sales && sales.boughtWith.length === 0 && <p className="muted">{t('products.together.none')}</p>}
      {sales && sales.boughtWith.length > 0 && (
        <ul className={css.together}>
          {sales.boughtWith.slice(0, 8).map(item => (
            <li key={item.productId}><Thumb src={item.imageUrl} className={css.thumb} /><Link className="textlink clip push" to={`/products/${item.productId}`}>{item.title}</Link><span className="muted num"><Percent share={item.share} digits={0} /></span></li>
          ))}
        </ul>
      )}
    </Card>
  )
}
