//go:build !unix

package lora

// allowed has nothing to refuse where devices belong to nobody.
func allowed(string) bool { return true }
