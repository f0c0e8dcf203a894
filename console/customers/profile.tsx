import { Button } from '@mantine/core'
import { IconNote } from '@tabler/icons-react'
import { getCustomer, type Customer } from '../../contracts/customers.ts'
import { useCall } from '../api.ts'
import { ConsentCard } from '../consent/card.tsx'
import { PrivacyMenu } from '../privacy/menu.tsx'
import { MessagesCard } from '../messages/card.tsx'
import { useMay } from '../session.tsx'
import { Avatar, Empty, Link, Page, Problem, Skeleton, Tag, useFormat, useGo, useParam, useText } from '../ui/index.ts'
import { IconUserQuestion } from '@tabler/icons-react'
import { ShoppingCard } from '../carts/shopping.tsx'
import { GroupsCard } from '../groups/card.tsx'
import { ScoresCard } from '../rfm/card.tsx'
import { SegmentsCard } from '../segments/card.tsx'
import css from './customers.module.css'
import { FactsCard } from './facts.tsx'
import { NotesCard } from './notes.tsx'
import { IdentifiersCard, OrdersCard, ProductsCard, TagsCard, ValueCard } from './parts.tsx'
import { TimelineCard } from './timeline.tsx'
import { useNameOf } from './words.ts'

/** Everything the shop knows about one customer. */
export function CustomerPage() {
  const t = useText()
  const go = useGo()
  const customerId = useParam('customerId')
  const { data, error, refetch } = useCall(getCustomer, { params: { customerId } })
  const back = { to: '/customers', label: t('customers.title') }
  if (error?.status === 404 || error?.status === 400) {
    return <Page title={t('customers.title')} back={back}><Empty icon={IconUserQuestion} title={t('customers.notThere')} text={t('customers.notThereText')}><Button onClick={() => go('/customers')}>{t('customers.showAll')}</Button></Empty></Page>
  }
  if (error && !data) return <Page title={t('customers.title')} back={back}><Problem error={error} retry={() => void refetch()} /></Page>
  if (!data) return <Skeleton shape="page" />
  return <Profile key={customerId} customer={data} />
}

function Profile({ customer }: { customer: Customer }) {
  const t = useText()
  const may = useMay()
  const name = useNameOf()(customer)
  const write = () => {
    const field = document.querySelector<HTMLTextAreaElement>('#new-note')
    field?.scrollIntoView({ block: 'center' })
    field?.focus({ preventScroll: true })
  }
  return (
    <Page back={{ to: '/customers', label: t('customers.title') }} tab={name} title={<Title customer={customer} name={name} />}
      actions={<><PrivacyMenu customerId={customer.id} name={name} />{may('customers.write') && <Button variant="filled" leftSection={<IconNote size={16} />} onClick={write}>{t('customers.notes.write')}</Button>}</>}>
      <div className={css.profile}>
        <div className={css.column}>
          <ValueCard customer={customer} />
          <ScoresCard customerId={customer.id} />
          <FactsCard customer={customer} />
          <ConsentCard customerId={customer.id} name={name} hasEmail={customer.email !== null} />
          <ShoppingCard customerId={customer.id} />
        </div>
        <TimelineCard customerId={customer.id} />
        <div className={`${css.column} ${css.aside}`}>
          <TagsCard customer={customer} />
          <SegmentsCard customerId={customer.id} />
          <MessagesCard customerId={customer.id} />
          <NotesCard customerId={customer.id} count={customer.notesCount} />
          {may('orders.read') && <OrdersCard customer={customer} />}
          <ProductsCard customer={customer} />
          <GroupsCard customerId={customer.id} />
          <IdentifiersCard customer={customer} />
        </div>
      </div>
    </Page>
  )
}

function Title({ customer, name }: { customer: Customer; name: string }) {
  const format = useFormat()
  const line = [customer.name ? customer.email : null, customer.city, customer.country && format.country(customer.country)].filter(Boolean).join(' · ')
  return (
    <span className={css.head}>
      <Avatar name={name} size="large" />
      <span className={css.headText}>
        <span className={css.name}>{name}</span>
        <span className={css.line}>
          {line && <span>{line}</span>}
          {customer.tags.slice(0, 6).map(tag => <Link key={tag} to={`/customers?tag=${encodeURIComponent(tag)}`}><Tag tone="brand">{tag}</Tag></Link>)}
        </span>
      </span>
    </span>
  )
}
