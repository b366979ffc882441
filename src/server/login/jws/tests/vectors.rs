//! Keys and tokens made once with Node’s `crypto`. The private keys are gone.

/// An RSA key.
pub(super) const RSA: &str = r#"{"kty":"RSA","n":"isauqZ5JqmR7gywL--2_laD13DOeik08dIY6Y_lDRIRpl68eInmGGtnaGqK-fBbFTiISNNCOOFIEC7IEHBrna1SIPy6Ae4aQOB9Sg3krrTN0jp7POo3QhgG5ACwYAYRL1D_XaGWdj9miFp_BkxEnXndfatb6UEN5vAQqp6Os0xwEXZT6cqROVLx39BsOPUXt0H9QMaC_wWajGsTUzsXEPD8hFDQu18zGaRyW-p-JjVzovtHZ3vMROrNkHOJH9xGU1hTMODCnZoGOt9uNVhNBMv6Bx4b4JYtne_vqVJTvXlZBVJe3Q0ISpkuJMjWfBnIqnUE5uSMgAATLyg_dVUXGWw","e":"AQAB","kid":"rsa","use":"sig"}"#;

/// A key on P-256.
pub(super) const P256: &str = r#"{"kty":"EC","x":"n49u2o7HHuGE81fprTx0jtR15vzHQM6cpEUZBwDfdLM","y":"ZsS1wYiLlWhw__lyY6d4QkX1ItMZ7XDuZUc1wWpTGLw","crv":"P-256","kid":"p256","use":"sig"}"#;

/// A key on P-384.
pub(super) const P384: &str = r#"{"kty":"EC","x":"wqZuSrpijQFDzH3NcgbsknGt5KumzLuHSyKW8g-oTmNSqxd1LX1o5aky2zClmBpd","y":"4r_zYxYNC1BXII6ZjqhxPRac6Ezc-X1lKJ_VAKSTnZcObAc5vCFioI1OdCsuLbom","crv":"P-384","kid":"p384","use":"sig"}"#;

/// A key on Ed25519.
pub(super) const ED25519: &str = r#"{"crv":"Ed25519","x":"jni_eXpoPoLxTT4EH2W2ssiNlQATY4do_AF2FFZ3joU","kty":"OKP","kid":"ed","use":"sig"}"#;

/// Signed with RS256.
pub(super) const RS256_TOKEN: &str = r#"eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJzdWIiOiJzb21lYm9keSJ9.BrcQ32OFSf8b6ZpM1VOiBqzQ-oGTvGs2SNEtqW6oIry74VIzbKXMQO9KYCqhw2I98Cp1I9ThxcNKgBA6EgCDLwLja1ZCWLPzeZpbDHv8hjEysED4VXW2111R_f5uivURvr6QMgJiVCLlb5iIxPNQ4oobyGQpna9oHrWx73rOMLNltfYA9Hz0xZvirXAas5Hxq0hRrGdV76JXWUfbkY6jPrJ0_BCp2Gj-G1TwAYOz66cBsV2SDbWV7E6IdpY2-gQjtZIB4nA8_iYbNEDSnQZr6y3GA8wCpijNZ3WPlUMUIJsrqsKyfvTmVx1C0hYe7MWPuCeuoElVhT9LbR2cDtdKZw"#;

/// Signed with PS384.
pub(super) const PS384_TOKEN: &str = r#"eyJhbGciOiJQUzM4NCIsImtpZCI6InJzYSJ9.eyJzdWIiOiJzb21lYm9keSJ9.MxNdIyBOJxRtIwCbGNUbB1qYT8Xy811ndNO_bKG8bfvyVPc4orRgx3M7tJDWrWqu5hiPHbYVt1OD0pGpb6RgTowc8Y3pJUt6BgbNUwAlAY-MQWrha0h95djQqZ9s7CDZfXXZtzsuGP27sCLeQsp1k5HrK9T8zRWcmMpqRinpG-vveq_M0usxgBhVynb3_EO7pSenmADzpAyLxk47iPv8hidEFrl0PW9UAJWBf91kzdbJ0r54c4rcqOUU-9T0a0qj0lohonXeba81S36vflOKpzfRbCP9mrWlWSuMyu6-AW40ZOOKovhJnZf2e3LZ7S5H-l7g72VXmZusL9VpnqYqPw"#;

/// Signed with ES256.
pub(super) const ES256_TOKEN: &str = r#"eyJhbGciOiJFUzI1NiIsImtpZCI6InAyNTYifQ.eyJzdWIiOiJzb21lYm9keSJ9.G-spwGkYCg3OJWeFe7R0GzgnRpMNyp4WaTBXpLUaOC4Kx6lSt2I5QDqcwDPS6vVNUTY3fpBCqZ8WLTgEUHi9qg"#;

/// Signed with ES384.
pub(super) const ES384_TOKEN: &str = r#"eyJhbGciOiJFUzM4NCIsImtpZCI6InAzODQifQ.eyJzdWIiOiJzb21lYm9keSJ9.DkF3nNkntpR14FEE2xxMuoBLvILWOogyhDk2HXcK2bG-eF45B8DFtrv8lMnD3NVuTd2T7YgTzwFKTxxZKO9EKdHhVbrHokZQb9O32-pkg5-Dvv0n7832HSpXzg1-iHbq"#;

/// Signed with EdDSA.
pub(super) const EDDSA_TOKEN: &str = r#"eyJhbGciOiJFZERTQSIsImtpZCI6ImVkIn0.eyJzdWIiOiJzb21lYm9keSJ9.4tuxx-Zh0vjnzNdb-uWJxJu4Iduc_gOWd2_G2qhEUNs2Y89-AzQ1hJa6LuvldJxsuYOGVEfYR1MKt5yjiXN7BA"#;

/// Signed with Ed25519.
pub(super) const ED25519_TOKEN: &str = r#"eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiZWQifQ.eyJzdWIiOiJzb21lYm9keSJ9.GHCAJqoBJ0Ukju2RPtvfa_BFZjjvhXTdSpF5CXggTZ8ZRDEOVyrA802WoyRHejn2XbzVdtXKc0s_H9uL8GdbCg"#;

/// Signed with ES512.
pub(super) const ES512_TOKEN: &str = r#"eyJhbGciOiJFUzUxMiIsImtpZCI6InA1MjEifQ.eyJzdWIiOiJzb21lYm9keSJ9.AJrqXuaiPO68sgxfQIyOzhvaBgQ0bXsq4NYjMUaXStOT8sY7DgK3dEaPHS45n_yUSNRVLgWDI26cJg-c02-UQEUPAc0guNI4R4pZvWcSS4T9BNkHWO5FrrUju9gLGxlgE8cJfyWheMIKYtLWrRLSBdaOm5miRUVYbck5cLXCzqANmYvI"#;

/// Signed with HS256, the secret being the RSA key in PEM.
pub(super) const HS256_TOKEN: &str = r#"eyJhbGciOiJIUzI1NiIsImtpZCI6InJzYSJ9.eyJzdWIiOiJzb21lYm9keSJ9.wueF7gvVn6uX9S5iYtAqFkDpb72Ov0TXf177dSpJKWk"#;
