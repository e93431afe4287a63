import { tokenize } from 'linkifyjs'
import { Fragment, type ReactNode, useMemo } from 'react'
import { type Inline, type Line, parse } from './parse'
import { TextLink } from './text_link'

/**
 * A text as WhatsApp shows it, built from nodes. Nothing of it is ever read as HTML. `tail` floats in the corner of the last line
 * (a bubble's time), so it must come at the end of that line's own text.
 */
export function FormattedText({ text, tail }: { text: string; tail?: ReactNode }) {
  const lines = useMemo(() => parse(text), [text])
  return lines.map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own and never move
    <LineView key={i} line={line} tail={i === lines.length - 1 ? tail : undefined} />
  ))
}

function LineView({ line, tail }: { line: Line; tail: ReactNode }) {
  const children = (
    <>
      <Nodes nodes={line.children} />
      {tail}
    </>
  )
  switch (line.kind) {
    case 'plain':
      return <div className="min-h-[1.45em]">{children}</div>
    case 'bullet':
      return (
        <div className="flex gap-2 ps-1">
          <span aria-hidden="true">•</span>
          <div className="min-w-0 flex-1">{children}</div>
        </div>
      )
    case 'number':
      return (
        <div className="flex gap-1.5 ps-1">
          <span className="tabular-nums">{line.number}</span>
          <div className="min-w-0 flex-1">{children}</div>
        </div>
      )
    case 'quote':
      return <div className="my-0.5 border-s-[3px] border-quote ps-2 text-ink-2">{children}</div>
  }
}

function Nodes({ nodes }: { nodes: readonly Inline[] }) {
  return nodes.map((node, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: nodes have no identity of their own and never move
    <Fragment key={i}>{show(node)}</Fragment>
  ))
}

function show(node: Inline): ReactNode {
  switch (node.kind) {
    case 'text':
      return <WithLinks text={node.text} />
    case 'code':
      return <code className="rounded bg-code px-1 font-mono text-[0.92em]">{node.text}</code>
    case 'mono':
      return node.text.includes('\n') ? (
        <code className="my-1 block overflow-x-auto rounded bg-code px-2 py-1 font-mono text-[0.92em] whitespace-pre-wrap">
          {node.text.replace(/^\n|\n$/g, '')}
        </code>
      ) : (
        <code className="font-mono text-[0.92em]">{node.text}</code>
      )
    case 'bold':
      return (
        <strong className="font-semibold">
          <Nodes nodes={node.children} />
        </strong>
      )
    case 'italic':
      return (
        <em>
          <Nodes nodes={node.children} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Nodes nodes={node.children} />
        </s>
      )
  }
}

/** Web addresses only: a mail address or a bare word must not pretend to be a link. */
function WithLinks({ text }: { text: string }) {
  if (!/https?:\/\/|www\.|\.[a-z]{2,}/i.test(text)) return text
  return tokenize(text).map((token, i) => {
    const shown = token.toString()
    const address = token.isLink && token.t === 'url' ? token.toHref('https') : null
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity of their own and never move
      <Fragment key={i}>
        {address !== null && /^https?:/.test(address) ? <TextLink address={address} shown={shown} /> : shown}
      </Fragment>
    )
  })
}
