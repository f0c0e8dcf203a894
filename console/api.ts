import { keepPreviousData, QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Answer, Input, RouteSpec } from '../contracts/route.ts'
import type { Problem } from '../contracts/shapes.ts'
import { toast } from './ui/toast.tsx'

/** What the server refused, with its stable code and, for forms, the fields. `offline` when it was not reached at all. */
export class ApiProblem extends Error {
  code: string
  status: number
  fields: { field: string; message: string }[]
  requestId: string | undefined
  /** Who saved meanwhile, when a save came too late. */
  meanwhile: Problem['meanwhile']
  constructor(problem: Partial<Problem>) {
    super(problem.title ?? '')
    this.code = problem.code ?? 'offline'
    this.status = problem.status ?? 0
    this.fields = problem.fields ?? []
    this.requestId = problem.requestId
    this.meanwhile = problem.meanwhile
  }
  /** Message per field, for a form. */
  byField() {
    return Object.fromEntries(this.fields.map(({ field, message }) => [field.replace(/^body\./, ''), message]))
  }
}

type Loose = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown }

/** The address of a route with its parameters filled in; also for plain links to downloads. */
export function addressOf<S extends RouteSpec>(spec: S, input: Input<S>): string {
  const { params = {}, query = {} } = input as Loose
  const path = spec.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null && one !== '') search.append(key, String(one))
  }
  return search.size ? `${path}?${search}` : path
}

/**
 * Calls a route, typed by its contract.
 * @throws ApiProblem
 */
export async function call<S extends RouteSpec>(spec: S, input: Input<S>, { signal, key, keepalive }: { signal?: AbortSignal; key?: string; keepalive?: boolean } = {}): Promise<Answer<S>> {
  const response = await request(spec, input, { signal, key, keepalive })
  return response.status === 204 ? (undefined as Answer<S>) : ((await response.json()) as Answer<S>)
}

/** The same, answering the raw response for streams. */
export async function request<S extends RouteSpec>(spec: S, input: Input<S>, { signal, key, keepalive }: { signal?: AbortSignal | undefined; key?: string | undefined; keepalive?: boolean | undefined } = {}): Promise<Response> {
  const { body } = input as Loose
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (key) headers['idempotency-key'] = key
  const init: RequestInit = { method: spec.method, headers, credentials: 'same-origin' }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (signal) init.signal = signal
  // Goes out even when the page is left meanwhile.
  if (keepalive) init.keepalive = true
  const response = await fetch(addressOf(spec, input), init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem({})
  })
  if (response.ok) return response
  const problem = new ApiProblem({ status: response.status, code: 'server.failed', ...((await response.json().catch(() => ({}))) as Partial<Problem>) })
  if (problem.code === 'auth.signed_out') signedOut?.()
  throw problem
}

let signedOut: (() => void) | undefined
/** What to do when a call finds nobody signed in any more. */
export const whenSignedOut = (handle: () => void) => void (signedOut = handle)

export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, gcTime: 10 * 60_000, retry: (count, error) => (error as ApiProblem).status === 0 && count < 2, refetchOnWindowFocus: true },
  },
})

/** Key of a route's answers: first its path, so that a change or news can refresh all of them. */
export const keyOf = <S extends RouteSpec>(spec: S, input: Input<S>) => [spec.path, input] as const

/** One answer, kept and shared. `keep` shows the previous answer while the next one comes. */
export function useCall<S extends RouteSpec>(spec: S, input: Input<S>, options: { enabled?: boolean; keep?: boolean; every?: number | ((answer: Answer<S> | undefined) => number | false); staleTime?: number } = {}) {
  return useQuery<Answer<S>, ApiProblem>({
    queryKey: keyOf(spec, input),
    queryFn: ({ signal }) => call(spec, input, { signal }),
    enabled: options.enabled ?? true,
    ...(options.keep ? { placeholderData: keepPreviousData as never } : {}),
    ...(options.every ? { refetchInterval: every(options.every) } : {}),
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
  })
}

const every = <T>(wish: number | ((answer: T | undefined) => number | false)) => (typeof wish === 'number' ? wish : (query: { state: { data: T | undefined } }) => wish(query.state.data))

/** A change. Refreshes the answers of the routes in `done`; shows what went wrong unless `quiet`, e.g. for a form that shows it itself. */
export function useChange<S extends RouteSpec>(spec: S, { done = [], quiet = false }: { done?: RouteSpec[]; quiet?: boolean } = {}) {
  const client = useQueryClient()
  return useMutation<Answer<S>, ApiProblem, Input<S>>({
    mutationFn: input => call(spec, input),
    onSuccess: () => Promise.all(done.map(other => client.invalidateQueries({ queryKey: [other.path] }))).then(() => undefined),
    onError: problem => void (quiet || toast.problem(problem)),
  })
}

/** A keyset list, for DataTable. */
export type List<Row> = {
  rows: Row[]
  /** How many there are in all, where the route knows. */
  total: number | undefined
  loading: boolean
  more: boolean
  loadingMore: boolean
  loadMore(): void
  refresh(): void
  problem: ApiProblem | null
  /** News came while further pages were open: the reader decides when to see it. */
  stale: boolean
}

type RowOf<S extends RouteSpec> = Answer<S> extends { items: (infer Row)[] } ? Row : never
type PageOf<Row> = { items: Row[]; next: string | null; total?: number | null }

export function useList<S extends RouteSpec>(spec: S, input: Input<S>, { enabled = true }: { enabled?: boolean } = {}): List<RowOf<S>> {
  const client = useQueryClient()
  const queryKey = [spec.path, input, 'list'] as const
  const query = useInfiniteQuery<PageOf<RowOf<S>>, ApiProblem, { pages: PageOf<RowOf<S>>[] }, typeof queryKey, string | undefined>({
    queryKey,
    enabled,
    initialPageParam: undefined,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    queryFn: ({ pageParam, signal }) => call(spec, { ...input, query: { ...(input as Loose).query, after: pageParam } }, { signal }) as Promise<PageOf<RowOf<S>>>,
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: keepPreviousData as never,
  })
  const { data } = query
  const rows = useMemo(() => data?.pages.flatMap(page => page.items) ?? [], [data])
  const pages = data?.pages ?? []
  return {
    rows,
    total: pages[0]?.total ?? (pages.length && !query.hasNextPage ? rows.length : undefined),
    loading: query.isPending,
    more: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()),
    refresh: () => void client.resetQueries({ queryKey }),
    problem: query.error,
    stale: query.isStale && pages.length > 1 && !query.isFetching && client.getQueryState(queryKey)?.isInvalidated === true,
  }
}
