package main

import "github.com/spf13/cobra"

func (t *terminal) demo() *cobra.Command { return t.group("demo") }
