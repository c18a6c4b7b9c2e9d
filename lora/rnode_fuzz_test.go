package lora

import "testing"

// FuzzRNode lets a board say anything: the conversation may end, and nothing may break.
func FuzzRNode(f *testing.F) {
	f.Add([]byte("\xC0\x23\x43\xC0\xC0\x24\x6C\xC0\xC0\x00hello\xC0"))
	f.Add([]byte("\xC0\x25\x00\x5F\x00\x00\x02\x9A\x02\x9A\x28\x28\xFF\xC0\xC0\x90\x02\xC0"))
	f.Add([]byte("ESP-ROM:esp32s3\r\n\xC0\x55\xF8\xC0\xC0\x06\x00\xC0"))
	budget, err := OpenBudget(BudgetConfig{Duty: 1000})
	if err != nil {
		f.Fatal(err)
	}
	settings, _, err := Settings{Region: "EU868"}.Complete()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		driver, err := NewRNode(settings)
		if err != nil {
			t.Fatal(err)
		}
		radio := New(Config{Driver: driver, Port: "x", Budget: budget})
		talk := newRNodeTalk(driver, nil, &Desk{radio: radio})
		for len(said) > 0 {
			n := min(len(said), chunk)
			talk.take(said[:n])
			said = said[n:]
			talk.drain()
		}
		for len(radio.Frames()) > 0 {
			if f := <-radio.Frames(); len(f.Bytes) == 0 || len(f.Bytes) > kissMax {
				t.Errorf("a frame of %d bytes", len(f.Bytes))
			}
		}
		if s := radio.Status(); len(s.Told) > textBytes {
			t.Errorf("%d characters are told", len(s.Told))
		}
	})
}
