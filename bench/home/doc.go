// Command home measures the screen that everybody opens first: Home of examples/realestate over two million stored days of listings.
//
// It makes the data, runs the pipeline, serves the project with the built binary as a deployment would, and opens Home in a Chromium
// that has never run before, as an agent of the largest agency and as the analyst who sees every agency. One JSON line a case goes to
// standard output:
//
//   - painted: from the start of the navigation to the frame that shows the last tile, on a server that has answered before (warm)
//     and on one that was started for this one visit (started). Its floor is a page without script, data or style in the same
//     browser in the same run.
//   - answered: the answer of the page's one request to ten users at once. Its floor is one of them alone, one request at a time.
//
// Nothing is cached between visits: a browser's profile is new each time, and the server makes every answer from its tables. Like
// bench/load it reads what Linux says about processes.
package main
