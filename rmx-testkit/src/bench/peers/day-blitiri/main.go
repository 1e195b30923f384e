// SPF checks with blitiri.com.ar/go/spf, for the script day: day-blitiri IN-FLIGHT FILE LATENCIES
//
// Each goroutine has one check in flight. Prints what dev.rmx.testkit.bench.MailServerDay prints, without hits and heap.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"blitiri.com.ar/go/spf"
)

func lines(path string) []string {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	var all []string
	for in := bufio.NewScanner(file); in.Scan(); {
		all = append(all, in.Text())
	}
	return all
}

func used() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: day-blitiri IN-FLIGHT FILE LATENCIES")
		os.Exit(64)
	}
	inFlight, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(64)
	}
	domains := lines(os.Args[2])
	took := make([]float64, len(domains))
	resolver := &net.Resolver{PreferGo: true}
	client := net.IPv4(192, 0, 2, 1)
	next, passed := int64(-1), int64(0)
	cpu := used()
	begin := time.Now()
	var all sync.WaitGroup
	for i := 0; i < inFlight; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for n := atomic.AddInt64(&next, 1); n < int64(len(domains)); n = atomic.AddInt64(&next, 1) {
				start := time.Now()
				result, _ := spf.CheckHostWithSender(client, "mail.example.org", "joe@"+domains[n], spf.WithResolver(resolver))
				took[n] = time.Since(start).Seconds() * 1e3
				if result == spf.Pass {
					atomic.AddInt64(&passed, 1)
				}
			}
		}()
	}
	all.Wait()
	seconds := time.Since(begin).Seconds()
	micros := float64((used() - cpu).Nanoseconds()) / 1e3
	sort.Float64s(took)
	checks := float64(len(domains))
	fmt.Printf("%.0f %.1f %.2f - %.3f %.1f -\n", checks/seconds, micros/checks, 100*float64(passed)/checks,
		took[len(took)/2], took[len(took)*99/100])
	file, err := os.Create(os.Args[3])
	if err != nil {
		panic(err)
	}
	defer file.Close()
	for i := 1; i <= 999; i++ {
		fmt.Fprintf(file, "%.1f %.4f\n", float64(i)/10, took[len(took)*i/1000])
	}
}
