package lora

import (
	"context"
	"errors"
	"time"
)

// REYAX drives a module.
type REYAX struct{ settings Settings }

func NewREYAX(s Settings) (*REYAX, error) { return &REYAX{s}, nil }

func (*REYAX) Kind() string { return "reyax" }
func (*REYAX) MTU() int     { return 240 }
func (r *REYAX) Airtime(n int) time.Duration {
	return r.settings.Modulation().Airtime(n + 8)
}
func (r *REYAX) Talk(ctx context.Context, line *Line, desk *Desk) error { return errors.New("") }
