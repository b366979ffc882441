// The end of a sign-in popup: tells this browser's tabs, then closes. They ask the server who it
// was; nothing about the person is said here. A window that no script opened may not close itself,
// so the page also says that it can be closed.
const channel = new BroadcastChannel("mayfly");
channel.postMessage("signed-in");
channel.close();
window.close();
