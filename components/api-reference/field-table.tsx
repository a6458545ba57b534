import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { APIField, APIType } from '@/lib/query/api-reference'

interface FieldTableProps {
  label: string
  fields: (APIField & { place?: string })[]
}

/** Names, types and meaning; where a parameter stands in the request, when it is one. */
export function FieldTable({ label, fields }: FieldTableProps) {
  const places = fields.some(({ place }) => place !== undefined)
  const meanings = fields.some(({ description }) => description)
  return (
    <Table label={label} className="min-w-[520px] table-fixed" wrapperClassName="rounded-md border border-line">
      <TableHead>
        <tr>
          <TableHeader className="w-[32%]">Name</TableHeader>
          {places && <TableHeader className="w-[12%]">In</TableHeader>}
          <TableHeader className="w-[26%]">Type</TableHeader>
          {meanings && <TableHeader>Meaning</TableHeader>}
        </tr>
      </TableHead>
      <TableBody>
        {fields.map((field, place) => (
          <TableRow key={`${field.name} ${place}`}>
            <TableCell className="mono break-words align-top">
              {field.name}
              {field.isRequired && field.place !== undefined && (
                <span className="ml-1.5 font-sans text-2xs text-ink-3">required</span>
              )}
            </TableCell>
            {places && <TableCell className="align-top text-ink-2">{field.place}</TableCell>}
            <TableCell className="align-top text-xs break-words text-ink-2">
              <TypeWords type={field} />
            </TableCell>
            {meanings && <TableCell className="align-top text-ink-2">{field.description}</TableCell>}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** The words of a type; the first schema that they name is a link to it. */
export function TypeWords({ type: { words, refs } }: { type: APIType }) {
  const [ref] = refs
  if (!ref) return words
  const [before, ...after] = words.split(ref)
  return (
    <>
      {before}
      <a href={`#schema-${ref}`} className="link text-accent">
        {ref}
      </a>
      {after.join(ref)}
    </>
  )
}
