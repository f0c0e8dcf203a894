import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { me } from '../contracts/account.ts'
import { call, keyOf, queries, type ApiProblem } from './api.ts'
import { NotFoundPage, PageFailed } from './shell/failed.tsx'
import { Shell } from './shell/shell.tsx'
import { parseSearch, stringifySearch } from './ui/link.tsx'
import { Skeleton } from './ui/skeleton.tsx'

type Lazy = Parameters<typeof lazyRouteComponent>[0]

const root = createRootRoute({ notFoundComponent: NotFoundPage })
/** Pages for people who are signed in, inside the rail and the top bar. Others are sent to sign in and come back. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const who = await queries.ensureQueryData({ queryKey: keyOf(me, {}), queryFn: () => call(me, {}) }).catch((problem: ApiProblem) => problem)
    if ('status' in who && who.status === 401) throw redirect({ href: `/sign-in?to=${encodeURIComponent(location.href)}` })
    if ('status' in who) throw who
  },
})
const open = (path: string, read: Lazy, name: string) => createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(read, name) })
const page = (path: string, read: Lazy, name: string) => createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(read, name) })

// Every page of the console: its path, its file, the component in it. Pages that need no sign-in are `open`.
const opened: ReturnType<typeof open>[] = [
  open('/sign-in', () => import('./signin/sign-in.tsx'), 'SignInPage'),
  open('/set-up', () => import('./signin/set-up.tsx'), 'SetUpPage'),
  open('/forgot', () => import('./signin/forgot.tsx'), 'ForgotPage'),
  open('/reset', () => import('./signin/reset.tsx'), 'ResetPage'),
  open('/invitation', () => import('./signin/invitation.tsx'), 'InvitationPage'),
]
const pages = [
  page('/', () => import('./home/home.tsx'), 'HomePage'),
  page('/campaigns', () => import('./campaigns/list.tsx'), 'CampaignsPage'),
  page('/campaigns/compare', () => import('./campaigns/compare/compare.tsx'), 'CompareCampaignsPage'),
  page('/campaigns/$campaignId', () => import('./campaigns/page.tsx'), 'CampaignPage'),
  page('/customers', () => import('./customers/list.tsx'), 'CustomersPage'),
  page('/customers/$customerId/identity', () => import('./customers/identity/page.tsx'), 'CustomerIdentityPage'),
  page('/duplicates', () => import('./duplicates/duplicates.tsx'), 'DuplicatesPage'),
  page('/identity', () => import('./identity/settings.tsx'), 'IdentitySettingsPage'),
  page('/customers/$customerId', () => import('./customers/profile.tsx'), 'CustomerPage'),
  page('/segments', () => import('./segments/list/list.tsx'), 'SegmentsPage'),
  page('/segments/gallery', () => import('./segments/gallery/gallery.tsx'), 'SegmentGalleryPage'),
  page('/segments/compare', () => import('./segments/compare/compare.tsx'), 'CompareSegmentsPage'),
  page('/segments/$segmentId', () => import('./segments/detail/page.tsx'), 'SegmentPage'),
  page('/orders', () => import('./orders/list.tsx'), 'OrdersPage'),
  page('/orders/$orderId', () => import('./orders/order.tsx'), 'OrderPage'),
  page('/groups', () => import('./groups/list.tsx'), 'GroupsPage'),
  page('/segments/new', () => import('./segments/builder/page.tsx'), 'NewSegmentPage'),
  page('/segments/$segmentId/edit', () => import('./segments/builder/page.tsx'), 'EditSegmentPage'),
  page('/carts', () => import('./carts/list.tsx'), 'CartsPage'),
  page('/products', () => import('./products/list.tsx'), 'ProductsPage'),
  page('/products/$productId', () => import('./products/product.tsx'), 'ProductPage'),
  page('/rfm', () => import('./rfm/page.tsx'), 'RfmPage'),
  page('/templates', () => import('./templates/list.tsx'), 'TemplatesPage'),
  page('/templates/$templateId/versions', () => import('./templates/changes/page.tsx'), 'VersionsPage'),
  page('/templates/$templateId', () => import('./templates/editor/page.tsx'), 'TemplatePage'),
  page('/imports', () => import('./imports/list.tsx'), 'ImportsPage'),
  page('/imports/new', () => import('./imports/new.tsx'), 'NewImportPage'),
  page('/imports/$importId', () => import('./imports/import.tsx'), 'ImportPage'),
  page('/sources', () => import('./sources/list.tsx'), 'SourcesPage'),
  page('/sources/$sourceId', () => import('./sources/source.tsx'), 'SourcePage'),
  page('/tracking-plan', () => import('./plan/list.tsx'), 'TrackingPlanPage'),
  page('/stores', () => import('./stores/list.tsx'), 'StoresPage'),
  page('/messages', () => import('./messages/list.tsx'), 'MessagesPage'),
  page('/replies', () => import('./replies/page.tsx'), 'RepliesPage'),
  page('/sending', () => import('./sending/page.tsx'), 'SendingPage'),
  page('/account', () => import('./account/account.tsx'), 'AccountPage'),
  page('/consents', () => import('./consent/page.tsx'), 'ConsentPage'),
  page('/privacy', () => import('./privacy/page.tsx'), 'PrivacyPage'),
  page('/team', () => import('./team/team.tsx'), 'TeamPage'),
  page('/audit', () => import('./audit/audit.tsx'), 'AuditPage'),
  page('/mailbox', () => import('./mailbox/mailbox.tsx'), 'MailboxPage'),
  page('/status', () => import('./status/status.tsx'), 'StatusPage'),
  page('/ui', () => import('./catalogue/catalogue.tsx'), 'CataloguePage'),
]

export const router = createRouter({
  routeTree: root.addChildren([...opened, shell.addChildren(pages)]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: () => <Skeleton shape="page" />,
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  scrollRestoration: true,
})

