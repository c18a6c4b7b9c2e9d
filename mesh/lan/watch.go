package lan

import "context"

func (h *Host) watch(ctx context.Context) { <-ctx.Done() }
