//! Cookies of other programs beside Mayfly's.

use crate::support::{
    openid::{Browser, OpenId},
    service::Service,
};

#[tokio::test]
async fn cookies_of_other_programs_disturb_neither_sign_in_nor_session() {
    let provider = OpenId::start().await;
    let service = Service::with(&provider.config("op", "")).await;
    for (name, value) in [("aaa", "é"), ("zzz", "\u{ff}"), ("aab", "\"a"), ("login.other", "é"), ("ü", "x")]
    {
        let mut browser = Browser::new(service.address);
        browser.cookies.insert(name.to_owned(), value.to_owned());
        assert_eq!(browser.sign_in("/login/op").await, format!("http://{}/", service.address));
        assert_eq!(browser.person().await["subject"], "subject", "{name}={value}");
    }
}
