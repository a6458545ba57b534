import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors duration-100 select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-ink text-ground hover:bg-ink/85',
        outline: 'border border-line-strong bg-panel text-ink hover:bg-hover',
        quiet: 'border border-line bg-panel text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover',
        ghost: 'text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover',
      },
      size: { sm: 'h-7 px-2.5 text-xs', md: 'h-8 px-3 text-xs', lg: 'h-10 px-4 text-sm', icon: 'size-7' },
    },
    defaultVariants: { variant: 'outline', size: 'sm' },
  },
)

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button> & { asChild?: boolean }

export function Button({ className, variant, size, asChild = false, ...props }: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button'
  return (
    <Element {...(asChild ? {} : { type: 'button' })} className={cn(button({ variant, size }), className)} {...props} />
  )
}
